// Uploads a video with ali-oss, resumes it after a break, and waits until VOD has it.
//
//     node ali-oss-upload.mjs FILE [TITLE]
//
// Reads UPLOAD_SERVER, UPLOAD_API_KEY, UPLOAD_STATE (a folder) and UPLOAD_MARGIN_SECONDS.

import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import OSS from 'ali-oss'
import { Refused, UploadFunctions, VideoCredential, clockErrorSeconds, decoded } from './upload-functions.mjs'

const MIB = 1024 * 1024
/** OSS takes 10,000 parts. @param {number} fileSize */
const partSizeOf = (fileSize) => Math.max(5 * MIB, Math.ceil(fileSize / 10_000))
const EXPIRED = new Set(['SecurityTokenExpired', 'InvalidAccessKeyId', 'InvalidSecurityToken.Expired'])

/** Where the upload of this very file is written down. Another size or time is another file. */
async function noteOf(folder, file) {
  const { size, mtimeMs } = await stat(file)
  const name = createHash('sha256').update(`${resolve(file)}|${size}|${mtimeMs}`).digest('hex')
  return join(folder, `${name.slice(0, 32)}.json`)
}

/** What an earlier run left behind. What cannot be read is as good as nothing. */
async function remembered(note) {
  try {
    const { VideoId, uploadId } = JSON.parse(await readFile(note, 'utf8'))
    return typeof VideoId === 'string' ? { VideoId, uploadId } : {}
  } catch {
    return {}
  }
}

/** The grant of the upload that was begun before, or else of a new one. */
async function grantFor(functions, kept, fields) {
  if (!kept.VideoId) return { grant: await functions.createVideo(fields) }
  try {
    // It may have arrived while nobody looked: then there is nothing to send, nor to renew (409).
    const status = await functions.uploadStatus('video', kept.VideoId)
    if (status.Uploaded) return { done: status }
    return { grant: await functions.refreshVideo(kept.VideoId), uploadId: kept.uploadId }
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error
    return { grant: await functions.createVideo(fields) }
  }
}

function clientFor(address, credential, keys) {
  return new OSS({
    accessKeyId: keys.AccessKeyId,
    accessKeySecret: keys.AccessKeySecret,
    stsToken: keys.SecurityToken,
    endpoint: address.Endpoint,
    bucket: address.Bucket,
    // The local cloud: BUCKET.localhost is a name that only browsers resolve by themselves.
    sldEnable: new URL(address.Endpoint).hostname === 'localhost',
    // ali-oss counts an interval, not the life of the keys, and begins the next one before the new
    // keys are there. With 0 it asks before each request, and the credential decides.
    refreshSTSToken: () => credential.current(),
    refreshSTSTokenInterval: 0,
    retryMax: 3,
  })
}

/** The checkpoint of ali-oss, made from what OSS really has. `undefined`: begin anew. */
async function checkpointFrom(client, name, uploadId, file, fileSize) {
  const partSize = partSizeOf(fileSize)
  const doneParts = []
  try {
    for (let marker = 0, more = true; more; ) {
      const page = await client.listParts(name, uploadId, { 'part-number-marker': marker })
      for (const part of [page.parts].flat()) {
        const number = Number(part.PartNumber)
        const size = Math.min(partSize, fileSize - (number - 1) * partSize)
        if (Number(part.Size) === size) doneParts.push({ number, etag: part.ETag })
      }
      more = page.isTruncated === 'true'
      marker = page.nextPartNumberMarker
    }
  } catch (error) {
    if (error.code === 'NoSuchUpload') return undefined
    throw error
  }
  return { file, name, fileSize, partSize, uploadId, doneParts }
}

async function send(client, credential, name, file, fileSize, checkpoint, keep) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.multipartUpload(name, file, {
        checkpoint,
        partSize: partSizeOf(fileSize),
        parallel: 3,
        progress: async (share, reached) => {
          if (reached && reached.uploadId !== checkpoint?.uploadId) await keep(reached.uploadId)
          checkpoint = reached ?? checkpoint
          attempt = 0 // What moves forward may go on.
        },
      })
    } catch (error) {
      if (attempt >= 5) throw error
      if (EXPIRED.has(error.code)) credential.expired()
      // The multipart upload is gone. A part tells it as `abort`, the completion by its code.
      else if (error.code === 'NoSuchUpload' || error.name === 'abort') checkpoint = undefined
      else if (!(error.status < 0 || error.status >= 500)) throw error
    }
  }
}

const [file, title] = process.argv.slice(2)
const server = process.env.UPLOAD_SERVER ?? 'http://127.0.0.1:7080'
const functions = new UploadFunctions(server, { 'X-Api-Key': process.env.UPLOAD_API_KEY ?? 'LocalApiKey1' })
const folder = process.env.UPLOAD_STATE ?? join(homedir(), '.ali-oss-upload')
await mkdir(folder, { recursive: true })
const note = await noteOf(folder, file)
const { size } = await stat(file)

const { grant, uploadId, done } = await grantFor(functions, await remembered(note), {
  FileName: basename(file),
  Title: title ?? basename(file, extname(file)),
  FileSize: size,
})
const VideoId = grant?.VideoId ?? done.VideoId
console.log(`VideoId ${VideoId}`)
if (grant) {
  // In Node, ali-oss does not correct its clock (in browsers it does).
  if (Math.abs(clockErrorSeconds(grant)) > 600) throw new Error("this machine's clock is wrong")
  const keep = (uploadId) => writeFile(note, JSON.stringify({ VideoId, uploadId }))
  await keep(uploadId)
  const credential = new VideoCredential(functions, grant, Number(process.env.UPLOAD_MARGIN_SECONDS ?? 300))
  const address = decoded(grant.UploadAddress)
  const client = clientFor(address, credential, await credential.current())
  const checkpoint = uploadId && (await checkpointFrom(client, address.FileName, uploadId, file, size))
  if (checkpoint) console.log(`${checkpoint.doneParts.length} parts are there already`)
  await send(client, credential, address.FileName, file, size, checkpoint, keep)
}
const status = await functions.waitForVideo(VideoId)
if (status.Size !== size) throw new Error(`VOD has ${status.Size} bytes of ${size}`)
await rm(note)
console.log(`Status ${status.Status}, ${status.Size} bytes`)
