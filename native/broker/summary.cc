// SPDX-License-Identifier: MIT
#include "native/broker/summary.h"

namespace handoff::broker {

MediumSummary SummaryOf(const media::Progress& progress, const uint64_t* chunks) {
  MediumSummary summary;
  summary.plain_bytes = progress.plain_bytes;
  summary.stored_bytes = progress.stored_bytes;
  if (progress.is_hashed == 0) {
    return summary;
  }
  summary.plain_xxh3 = media::Hex(progress.plain_hash);
  summary.stored_xxh3 = media::Hex(progress.stored_hash);
  summary.chunks.assign(chunks, chunks + progress.chunk_count);
  if (progress.stored_bytes % media::kChunkBytes != 0) {
    summary.chunks.push_back(progress.last_chunk);
  }
  return summary;
}

}  // namespace handoff::broker
