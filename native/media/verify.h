// SPDX-License-Identifier: MIT
/// Checks a finished medium's stored bytes against the hashes of its manifest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/media/xxh3.h"

namespace handoff::media {

struct VerifyResult {
  int os_error = 0;        ///< the file could not be opened or read
  uint64_t bytes = 0;      ///< bytes of the file
  int64_t bad_chunk = -1;  ///< first chunk that differs, is missing or too many; -1 = all are right
};

/// Reads the file once with `threads` readers, each taking the next chunk. The file's length need
/// not be known: chunk count must be exactly bytes / chunk_bytes rounded up.
VerifyResult VerifyMedium(const std::string& path, uint64_t chunk_bytes,
                          const std::vector<uint64_t>& chunks, uint32_t threads);

}  // namespace handoff::media
