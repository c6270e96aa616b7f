// SPDX-License-Identifier: MIT
/// The plain MTF stream of a backup file, whatever container it lies in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "native/inspect/sqlbak_reader.h"
#include "native/media/medium.h"

namespace handoff::inspect {

enum class Container : uint8_t { kPlain, kZstd, kCompressed };

struct BackupView {
  Container container = Container::kPlain;
  std::shared_ptr<media::ReadMedium> stream;
  ContainerDamage damage;    ///< of a compressed container; its stream ends before it
  uint64_t frame_count = 0;  ///< 0 for plain files
};

/// Opens a file by its first bytes. Reading is for `threads` threads; see ReadMedium.
/// @return no stream and `*error`: ENODATA = zstd without a seek table, EBADMSG = a wrong one,
/// EISDIR
BackupView OpenBackup(const std::string& path, uint32_t threads, media::OpenError* error);

}  // namespace handoff::inspect
