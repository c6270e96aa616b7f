// SPDX-License-Identifier: MIT
/// Reads a backup made WITH COMPRESSION (container `MSSQLBAK`) as the plain stream that it holds.
///
///   | MSSQLBAK, u32 2, u32 3, ... 0x1e0 | frame | frame | pad | SFMB | frame | ... | directory |
///   SFMB
///
///   frame      0x21, expanded / 512 u8, packed u16, 20 bytes, checksum u32 | packed bytes
///   pad        0x24, _, bytes u16, 20 bytes | bytes up to a device block
///   directory  0x2c, 27 bytes, count u32, bytes u32 (counted from +24), checksum u32 | entries,
///   zeros SFMB       a filemark as it is, at a device block
///
/// Packed data is LZ77+Huffman, at most 64 KiB expanded; the checksum is over its words, zero
/// padded: sum = rotl(sum, 1) ^ word. Source: MTF reference, found on real backups.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "native/media/medium.h"
#include "native/platform/file.h"

namespace handoff::inspect {

/// The first thing wrong with a container, in bytes of the file. `what` is a code of
/// electron/contract/mtf/damage.ts; empty: nothing is.
struct ContainerDamage {
  std::string what;
  uint64_t at = 0;
};

/// Memory: 8 bytes a frame (which has at least 29 in the file), and one frame per thread that
/// reads.
class SqlbakReader final : public media::ReadMedium {
 public:
  /// Walks over all frame heads of an open file.
  SqlbakReader(platform::File file, uint64_t file_bytes, uint32_t threads);

  /// A frame that is damaged fails the read with ERROR_READ_FAULT, os_error EBADMSG.
  media::Outcome Read(uint32_t worker, uint64_t position, uint8_t* out, uint32_t size) override;

  /// Found while walking: what is read ends before it.
  const ContainerDamage& damage() const {
    return damage_;
  }
  uint64_t frame_count() const {
    return frame_count_;
  }

 private:
  /// A piece of the plain stream: a frame, or bytes that are stored as they are.
  struct Piece {
    uint32_t stored;  ///< bytes in the file up to the next piece
    uint32_t plain;   ///< expanded bytes; kIsRaw: stored as they are
  };
  struct Place {
    uint64_t stored_at;
    uint64_t plain_at;
    Piece piece;
  };
  struct Mark {
    uint64_t stored_at;
    uint64_t plain_at;
  };
  struct Scratch {
    uint64_t plain_at = UINT64_MAX;  ///< of the expanded frame
    std::vector<uint8_t> packed;
    std::vector<uint8_t> plain;
  };

  void Walk();
  /// @return bytes of the file that the thing at `at` takes; 0 = damaged
  uint64_t Step(uint64_t at);
  uint64_t StepFrame(uint64_t at, const uint8_t* head);
  void Damaged(uint64_t at, const std::string& what);
  bool Add(uint64_t stored_at, Piece piece);
  Place Find(uint64_t position) const;
  bool ReadAt(uint64_t at, uint8_t* out, size_t bytes) const;
  bool Expand(Scratch* scratch, const Place& place) const;

  const platform::File file_;
  std::vector<Piece> pieces_;
  std::vector<Mark> marks_;  ///< of every kMarkStep-th piece
  uint64_t last_at_ = 0;     ///< of the last piece in the file
  uint64_t frame_count_ = 0;
  ContainerDamage damage_;
  std::vector<Scratch> scratch_;
};

}  // namespace handoff::inspect
