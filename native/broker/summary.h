// SPDX-License-Identifier: MIT
/// What a medium was when it was finished.
#pragma once

#include <cstdint>
#include <vector>

#include "native/media/medium.h"

namespace handoff::broker {

struct MediumSummary {
  uint64_t plain_bytes = 0;
  uint64_t stored_bytes = 0;
  /// Hex as manifests carry it; both empty for the null medium, which hashes nothing.
  std::string plain_xxh3;
  std::string stored_xxh3;
  std::vector<uint64_t> chunks;
};

/// @param progress  of a finished medium
/// @param chunks    its table of finished chunks; the last, unfinished one comes from the progress
MediumSummary SummaryOf(const media::Progress& progress, const uint64_t* chunks);

}  // namespace handoff::broker
