//! The records of images and attached media.

use super::{Library, MediumId};
use crate::vod::records::{AttachedMedia, Image};

impl Library {
    /// Adds an image.
    pub(in crate::vod) fn add_image(&mut self, image: Image) {
        self.place(&image.common, MediumId::Image);
        self.images.insert(image.common.id.clone(), image);
    }

    /// Finds an image by ImageId.
    pub(in crate::vod) fn image(&self, id: &str) -> Option<&Image> {
        self.images.get(id)
    }

    /// Every image, in no order.
    pub(in crate::vod) fn images(&self) -> impl Iterator<Item = &Image> {
        self.images.values()
    }

    /// Changes an image. Its id and object stay.
    pub(in crate::vod) fn change_image<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Image) -> T,
    ) -> Option<T> {
        self.images.change(id, change)
    }

    /// Adds an attached medium.
    pub(in crate::vod) fn add_attached_media(&mut self, media: AttachedMedia) {
        self.place(&media.common, MediumId::AttachedMedia);
        self.attached_media.insert(media.common.id.clone(), media);
    }

    /// Finds an attached medium by MediaId.
    pub(in crate::vod) fn attached_media(&self, id: &str) -> Option<&AttachedMedia> {
        self.attached_media.get(id)
    }

    /// Every attached medium, in no order.
    pub(in crate::vod) fn all_attached_media(&self) -> impl Iterator<Item = &AttachedMedia> {
        self.attached_media.values()
    }

    /// Changes an attached medium. Its id and object stay.
    pub(in crate::vod) fn change_attached_media<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut AttachedMedia) -> T,
    ) -> Option<T> {
        self.attached_media.change(id, change)
    }
}
