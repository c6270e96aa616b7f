// SPDX-License-Identifier: MIT
#include "native/inspect/backup_view.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "native/media/codecs.h"

namespace handoff::inspect {

namespace {

constexpr uint8_t kZstdMagic[4] = {0x28, 0xB5, 0x2F, 0xFD};
constexpr char kCompressedMagic[] = "MSSQLBAK";

Container ContainerOf(const platform::File& file) {
  uint8_t head[8] = {};
  const int64_t got = platform::ReadFully(file, head, sizeof(head), 0);
  if (got >= 4 && std::memcmp(head, kZstdMagic, sizeof(kZstdMagic)) == 0) {
    return Container::kZstd;
  }
  const bool is_compressed =
      got == int64_t{sizeof(head)} && std::memcmp(head, kCompressedMagic, sizeof(head)) == 0;
  return is_compressed ? Container::kCompressed : Container::kPlain;
}

}  // namespace

BackupView OpenBackup(const std::string& path, uint32_t threads, media::OpenError* error) {
  BackupView view;
  *error = media::OpenError{0, path};
  uint64_t bytes = 0;
  platform::File file = platform::File::OpenPlain(path, &bytes);
  if (!file.IsOpen()) {
    error->os_error = errno;
    return view;
  }
  view.container = ContainerOf(file);
  if (view.container == Container::kCompressed) {
    auto reader = std::make_unique<SqlbakReader>(std::move(file), bytes, std::max(1u, threads));
    view.damage = reader->damage();
    view.frame_count = reader->frame_count();
    view.stream = std::move(reader);
    return view;
  }
  media::MediumOptions options;
  options.path = path;
  options.threads = threads;
  options.codec = view.container == Container::kZstd ? media::Codec::kZstd : media::Codec::kNone;
  view.stream = media::ReadMedium::Open(options, error);
  return view;
}

}  // namespace handoff::inspect
