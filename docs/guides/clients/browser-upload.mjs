// Uploads a file of a web page with aliyun-upload-vod. The page loads before this module:
//
//     <script src="ali-oss/dist/aliyun-oss-sdk.min.js"></script>
//     <script>window['ali-oss'] = OSS</script>
//     <script src="aliyun-upload-vod/dist/aliyun-upload-vod.min.js"></script>
//
// and then, one file after another (the SDK has one `onbeforeunload` for the page):
//
//     const functions = new UploadFunctions('')   // the page's own origin: your back end
//     for (const file of input.files) await upload(functions, file, { progress: show })

import { Refused } from './upload-functions.mjs'

const MIB = 1024 * 1024
const IMAGE = /\.(jpe?g|png|gif|bmp|webp|tiff?)$/i

/**
 * Uploads a video, an audio file or an image; gives its VideoId or ImageId, and its ticket, which a
 * page without a back end keeps for `uploadStatus` and `cancelUpload`. What had arrived before has none.
 * @param {import('./upload-functions.mjs').UploadFunctions} functions
 * @param {File} file
 * @param {{title?: string, region?: string, progress?: (share: number) => void, signal?: AbortSignal}} options
 * @returns {Promise<{id: string, ticket?: string}>}
 */
export function upload(functions, file, options = {}) {
  const { title = file.name, region = 'cn-shanghai', progress = () => {}, signal } = options
  const image = IMAGE.test(file.name)
  return new Promise((resolve, reject) => {
    const uploader = new window.AliyunUpload.Vod({
      region,
      userId: '1', // Only its log reports use it, but older builds insist on a number.
      // At most 10,000 parts. Above that this SDK computes a size itself, a broken one.
      partSize: Math.max(MIB, Math.ceil(file.size / 9_000)),
      parallel: 5,
      timeout: 120_000,
      retryCount: 5,
      retryDuration: 3,
      onUploadstarted: (info) => begin(info).catch(reject),
      onUploadTokenExpired: () => renew().catch(reject),
      onUploadProgress: (info, total, share) => progress(share),
      onUploadFailed: (info, code, message) => reject(new Error(`${code}: ${message}`)),
      onUploadSucceed: () => resolve({ id, ticket }),
      onUploadCanceled: () => {}, // The SDK calls it unasked after `stopUpload`.
    })
    let id = ''
    let ticket

    async function begin(info) {
      // What the SDK wrote down before a reload; after a crash it forgets to say so itself.
      const before = image ? undefined : info.videoId ?? uploader.getCheckpoint(file)?.videoId
      if (before && (await isThere(before))) return resolve({ id: before })
      const grant = (before && (await refreshed(before))) || (await created())
      id = grant.VideoId ?? grant.ImageId
      ticket = grant.Ticket
      // `false` means that it cannot read the grant, and that nothing will ever happen.
      const taken = uploader.setUploadAuthAndAddress(info, grant.UploadAuth, grant.UploadAddress, id)
      if (taken === false) throw new Error('the uploader does not take the credential')
    }

    async function created() {
      if (!image) return await functions.createVideo({ FileName: file.name, Title: title, FileSize: file.size })
      const ImageExt = file.name.split('.').pop()?.toLowerCase()
      return await functions.call('POST', '/upload/image', { ImageType: 'default', ImageExt, Title: title })
    }

    // It may have arrived while nobody looked: then there is nothing to send, nor to renew (409).
    async function isThere(videoId) {
      const status = await unlessGone(functions.uploadStatus('video', videoId))
      return status?.Uploaded
    }

    async function refreshed(videoId) {
      return await unlessGone(functions.refreshVideo(videoId))
    }

    async function renew() {
      // An image cannot be renewed, only created again, under another id and address.
      if (image) throw new Error('the credential has expired; upload the image again')
      const { UploadAuth } = await functions.refreshVideo(id)
      if (uploader.resumeUploadWithAuth(UploadAuth) === false) {
        throw new Error('the uploader does not take the renewed credential')
      }
    }

    // Stopped, not cancelled: what has arrived stays, and choosing the file again goes on with it.
    signal?.addEventListener('abort', () => {
      uploader.stopUpload()
      reject(signal.reason)
    })

    // The fields that VOD shall have are in the request of `created`; here stands the least.
    if (!uploader.addFile(file, null, null, null, '{"Vod":{}}')) throw new Error('the file is not taken')
    uploader.startUpload()
  })
}

/** @template T @param {Promise<T>} answer @returns {Promise<T | undefined>} */
async function unlessGone(answer) {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined
    throw error
  }
}
