// Uploads a video or an image from a WeChat mini program with the VOD upload SDK for mini programs
// (it takes no attached media). `VODUpload` is what the SDK's file exports.
//
// The mini program may call only hosts that are on its list of servers: your back end, and the bucket
// (BUCKET.oss-REGION.aliyuncs.com, from UploadAddress).

/**
 * Asks your own back end, which holds the API key and knows the session.
 * @param {string} backEnd @param {string} session @param {'GET' | 'POST'} method @param {string} path
 * @param {object} [data] @returns {Promise<any>}
 */
function ask(backEnd, session, method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: backEnd + path,
      method,
      data,
      header: { 'content-type': 'application/json', Authorization: `Bearer ${session}` },
      success: ({ statusCode, data: answer }) => {
        if (statusCode === 200) return resolve(answer)
        reject(Object.assign(new Error(answer.Message), { status: statusCode, code: answer.Code }))
      },
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    })
  })
}

/**
 * @param {any} VODUpload @param {{backEnd: string, session: string, userId: string}} account
 * @param {{url: string, coverUrl?: string, name: string, image: boolean, title: string}} file
 * `url` is the temporary path that wx.chooseMedia gave.
 * @param {(share: number) => void} progress
 * @returns {Promise<string>} the VideoId or ImageId
 */
function upload(VODUpload, { backEnd, session, userId }, file, progress) {
  const post = (path, data) => ask(backEnd, session, 'POST', path, data)
  const ReferenceId = `mini_${Date.now()}_${Math.random().toString(36).slice(2)}`
  let id = ''

  async function begin(uploader, info) {
    const grant = file.image
      ? await post('/upload/image', { ImageType: 'default', Title: file.title })
      : await create().catch((error) => {
          // The first attempt did arrive, and its answer was lost.
          if (error.status !== 409) throw error
          return post('/upload/video/refresh', { ReferenceId })
        })
    id = grant.VideoId ?? grant.ImageId
    uploader.setUploadAuthAndAddress(info, grant.UploadAuth, grant.UploadAddress, id)
  }

  async function create() {
    const fields = { FileName: file.name, Title: file.title, ReferenceId }
    try {
      return await post('/upload/video', fields)
    } catch (error) {
      if (error.status) throw error
      // No answer at all. The ReferenceId keeps a second attempt from making a second video.
      return await post('/upload/video', fields)
    }
  }

  async function renew(uploader) {
    if (file.image) throw new Error('the credential has expired; upload the image again')
    const { UploadAuth } = await post('/upload/video/refresh', { VideoId: id })
    uploader.resumeUploadWithAuth(UploadAuth)
  }

  return new Promise((resolve, reject) => {
    const uploader = new VODUpload({
      userId, // Must not be empty.
      region: 'cn-shanghai',
      retryCount: 3,
      retryDuration: 2,
      onUploadstarted: (info) => begin(uploader, info).catch(reject),
      onUploadTokenExpired: () => renew(uploader).catch(reject),
      onUploadProgress: (info, total, share) => progress(share),
      onUploadFailed: (info, code, message) => reject(new Error(`${code}: ${message}`)),
      onUploadSucceed: () => resolve(id),
    })
    uploader.addFile({ url: file.url, coverUrl: file.coverUrl }, null, null, null, '{"Vod":{}}')
    uploader.startUpload()
  })
}

module.exports = { upload }
