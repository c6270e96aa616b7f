// SPDX-License-Identifier: MIT
/// The seek table of the zstd seekable format: a skippable frame at the end of the file.
///
///   | 0x184D2A5E u32 | frame bytes u32 | entries ... | frames u32 | descriptor u8 | 0x8F92EAB1 u32
///   | entry: compressed bytes u32 | plain bytes u32 | checksum u32 (only with descriptor bit 7)
///
/// All little-endian. The checksum is the low half of the plain bytes' XXH64, the very four bytes
/// that end a zstd frame with content checksum. Source: zstd, contrib/seekable_format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "native/platform/file.h"

namespace handoff::media {

inline constexpr uint32_t kSkippableMagic = 0x184D2A5Eu;
inline constexpr uint32_t kSeekableMagic = 0x8F92EAB1u;
inline constexpr uint32_t kSkippableHeaderBytes = 8;
inline constexpr uint32_t kSeekFooterBytes = 9;
inline constexpr uint8_t kSeekChecksumFlag = 0x80;

struct SeekEntry {
  uint32_t stored;
  uint32_t plain;
  uint32_t checksum;
};
static_assert(sizeof(SeekEntry) == 12);

/// Where a frame lies.
struct FramePlace {
  uint64_t index;
  uint64_t stored_at;
  uint64_t plain_at;
  uint32_t stored;
  uint32_t plain;
};

/// Immutable after Load; any thread.
class SeekTable {
 public:
  /// Reads the table at the end of an open file. @return 0; ENODATA = the file has none; EBADMSG =
  /// it does not fit the file; EFBIG = a frame is larger than kFramePlainBytesMax; else errno.
  int Load(const platform::File& file);

  uint64_t frame_count() const {
    return entries_.size();
  }
  uint64_t plain_bytes() const {
    return plain_bytes_;
  }
  /// Stored bytes of all frames: where the table begins.
  uint64_t frames_bytes() const {
    return frames_bytes_;
  }
  uint32_t plain_max() const {
    return plain_max_;
  }
  uint32_t stored_max() const {
    return stored_max_;
  }
  /// The frame that holds plain byte `position` (< plain_bytes()).
  FramePlace Find(uint64_t position) const;
  FramePlace At(uint64_t index) const;

 private:
  struct Mark {
    uint64_t stored_at;
    uint64_t plain_at;
  };
  int Accept(bool has_checksums, uint64_t table_at);

  std::vector<SeekEntry> entries_;
  std::vector<Mark> marks_;  ///< of every kMarkStep-th frame
  uint64_t plain_bytes_ = 0;
  uint64_t frames_bytes_ = 0;
  uint32_t plain_max_ = 0;
  uint32_t stored_max_ = 0;
};

}  // namespace handoff::media
