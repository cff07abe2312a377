#!/usr/bin/env python3
"""Makes buckets, policies and users of a MinIO server as the roles of Lethe need them; running it again changes nothing.

    AWS_ENDPOINT_URL_S3              the server
    MINIO_ROOT_USER, MINIO_ROOT_PASSWORD
    LETHE_S3_BUCKETS                 buckets to make, separated by commas
    LETHE_S3_VERSIONED_BUCKETS       those of them that keep what is overwritten
    LETHE_S3_<ROLE>_ACCESS_KEY, LETHE_S3_<ROLE>_SECRET_KEY
                                     a user for each policy in the folder s3-policies (file name = role)

A policy or a secret that has changed is replaced. A user that exists keeps no right but those of its role.
"""
import os
import pathlib
import sys
from urllib.parse import urlsplit

from minio import Minio, MinioAdmin
from minio.commonconfig import ENABLED
from minio.credentials import StaticProvider
from minio.versioningconfig import VersioningConfig

HERE = pathlib.Path(__file__).resolve().parent
SHORTEST_SECRET = 16


def required(name):
    value = os.environ.get(name, "")
    if not value:
        sys.exit(f"store-setup: {name} is not set")
    return value


def policies():
    """Role to policy file; beside this script in the image, in deploy/ of a checkout."""
    for folder in (HERE / "s3-policies", HERE.parent / "s3-policies"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.json"))}
    sys.exit("store-setup: no folder s3-policies")


def user_of(role):
    prefix = "LETHE_S3_" + role.upper().replace("-", "_")
    access, secret = required(prefix + "_ACCESS_KEY"), required(prefix + "_SECRET_KEY")
    if len(secret) < SHORTEST_SECRET:
        sys.exit(f"store-setup: {prefix}_SECRET_KEY has {len(secret)} characters; allowed: {SHORTEST_SECRET} or more")
    return access, secret


def main():
    url = urlsplit(required("AWS_ENDPOINT_URL_S3"))
    root = required("MINIO_ROOT_USER"), required("MINIO_ROOT_PASSWORD")
    roles = {role: (path, *user_of(role)) for role, path in policies().items()}
    names = [access for _, access, _ in roles.values()]
    if len(set(names)) < len(names) or root[0] in names:
        sys.exit("store-setup: two roles have the same access key; each needs its own")

    secure = url.scheme == "https"
    store = Minio(url.netloc, access_key=root[0], secret_key=root[1], secure=secure)
    admin = MinioAdmin(endpoint=url.netloc, credentials=StaticProvider(*root), secure=secure)
    for bucket in required("LETHE_S3_BUCKETS").split(","):
        if not store.bucket_exists(bucket):
            store.make_bucket(bucket)
        if bucket in os.environ.get("LETHE_S3_VERSIONED_BUCKETS", "").split(","):
            store.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
        print(f"bucket {bucket}")
    for role, (path, access, secret) in roles.items():
        admin.policy_add("lethe-" + role, policy_file=str(path))
        admin.user_add(access, secret)
        admin.policy_set("lethe-" + role, user=access)
        print(f"user of role {role}")


if __name__ == "__main__":
    main()
