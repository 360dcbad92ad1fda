#!/bin/sh
# liancun as the service's user, with the service's environment and folders (命令). Run by root.
# Install as a command of the machine: install -m 755 deploy/liancun.sh /usr/local/bin/liancun
exec systemd-run --quiet --collect --wait --pty --pipe --same-dir --uid=liancun --gid=liancun \
  -p UMask=0077 \
  -p "StateDirectory=liancun liancun-keys liancun-backups" -p StateDirectoryMode=0700 \
  -p Environment=LIANCUN_DATA=/var/lib/liancun \
  -p Environment=LIANCUN_KEYS=/var/lib/liancun-keys \
  -p Environment=LIANCUN_BACKUPS=/var/lib/liancun-backups \
  -p Environment=LIANCUN_PROXIES=127.0.0.1 \
  -p EnvironmentFile=-/etc/liancun.env \
  /opt/liancun/bin/liancun "$@"
