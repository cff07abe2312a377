"""The object store seen from outside, with every version of every object."""

import dataclasses
import hashlib
import json

import minio
import minio.versioningconfig
import urllib3

BUCKETS = ("lethe", "released")


@dataclasses.dataclass
class Version:
    """One write of an object, or its deletion."""

    bucket: str
    key: str
    id: str
    etag: str
    deleted: bool
    time: float

    @property
    def place(self) -> str:
        return f"{self.bucket}/{self.key}"


class Store:
    """Reads what the runs left."""

    def __init__(self, endpoint: str, user: str, password: str):
        patient = urllib3.PoolManager(timeout=urllib3.Timeout(30), retries=urllib3.Retry(0))
        self.client = minio.Minio(
            endpoint, access_key=user, secret_key=password, secure=False, region="us-east-1", http_client=patient
        )

    def create_buckets(self) -> None:
        """Versioned, so that nothing that was ever written goes unseen."""
        for bucket in BUCKETS:
            self.client.make_bucket(bucket)
            enabled = minio.versioningconfig.VersioningConfig(minio.versioningconfig.ENABLED)
            self.client.set_bucket_versioning(bucket, enabled)

    def read(self, bucket: str, key: str, version: str | None = None) -> bytes:
        answer = self.client.get_object(bucket_name=bucket, object_name=key, version_id=version)
        try:
            return answer.read()
        finally:
            answer.close()
            answer.release_conn()

    def run_record(self, name: str) -> dict | None:
        """The newest record of a run; OSError while the store is away."""
        try:
            listed = self.client.list_objects(bucket_name="lethe", prefix=f"runs/{name}/")
            keys = [item.object_name for item in listed]
            records = [json.loads(self.read("lethe", key)) for key in keys]
        except (urllib3.exceptions.HTTPError, minio.error.MinioException, ValueError) as e:
            raise OSError(str(e)) from e
        return max(records, key=lambda record: record["startedAt"]) if records else None

    def versions(self) -> dict[str, list[Version]]:
        """Everything ever written by place, oldest first."""
        found: dict[str, list[Version]] = {}
        for bucket in BUCKETS:
            for item in self.client.list_objects(bucket_name=bucket, recursive=True, include_version=True):
                version = Version(
                    bucket,
                    item.object_name,
                    item.version_id,
                    (item.etag or "").strip('"'),
                    bool(item.is_delete_marker),
                    item.last_modified.timestamp(),
                )
                found.setdefault(version.place, []).append(version)
        # Listed newest first; versions of one moment keep that order.
        return {place: versions[::-1] for place, versions in found.items()}

    def contents(self, versions: list[Version]) -> list[dict]:
        return [json.loads(self.read(v.bucket, v.key, v.id)) for v in versions if not v.deleted]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tensor_bytes(safetensors: bytes) -> bytes:
    """A safetensors file without its header."""
    return safetensors[8 + int.from_bytes(safetensors[:8], "little") :]
