// The sample upload-functions.mjs against the upload functions themselves, as a user with a token.

import assert from 'node:assert'

import { Refused, UploadFunctions } from '../../../docs/guides/clients/upload-functions.mjs'

const functions = new UploadFunctions(process.env.FUNCTIONS, { Authorization: `Bearer ${process.env.TOKEN}` })

const CREATED = {
  video: () => functions.createVideo({ FileName: 'a.mp4', Title: 'First' }),
  image: () => functions.call('POST', '/upload/image', { ImageType: 'default', ImageExt: 'png' }),
  'attached-media': () =>
    functions.call('POST', '/upload/attached-media', { BusinessType: 'subtitle', MediaExt: 'srt' }),
}

for (const [kind, create] of Object.entries(CREATED)) {
  const { VideoId, ImageId, MediaId, Ticket } = await create()
  const id = VideoId ?? ImageId ?? MediaId
  // A video is known to be its owner's without a ticket, the others are not.
  const untold = functions.uploadStatus(kind, id)
  if (kind === 'video') assert.equal((await untold).Status, 'Uploading')
  else await assert.rejects(untold, (error) => error instanceof Refused && error.status === 404)
  assert.equal((await functions.uploadStatus(kind, id, Ticket)).Status, 'Uploading')
  assert.equal((await functions.cancelUpload(kind, id, Ticket)).Status, 'Cancelled')
  assert.equal((await functions.cancelUpload(kind, id, Ticket)).Status, 'Cancelled')
  console.log(kind)
}
