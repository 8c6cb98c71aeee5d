"""alibabacloud-oss-v2, pointed at the local cloud."""

import alibabacloud_oss_v2 as oss

from cloud import ADDRESS, REGION


def client(key, region=REGION, attempts=1, **changed):
    """With its default signature V4. Without further attempts, which would hide the first answer."""
    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider(
        key.id, key.secret, key.token
    )
    config.region, config.endpoint = region, ADDRESS
    config.retry_max_attempts = attempts
    for name, value in changed.items():
        setattr(config, name, value)
    return oss.Client(config)
