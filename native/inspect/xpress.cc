// SPDX-License-Identifier: MIT
#include "native/inspect/xpress.h"

namespace handoff::inspect {

namespace {

constexpr size_t kSymbolCount = 512;
constexpr size_t kTableBytes = kSymbolCount / 2;
constexpr uint32_t kCodeBitsMax = 15;
constexpr uint32_t kLiteralCount = 256;
constexpr uint32_t kShortestMatch = 3;

/// Which symbol each 15-bit prefix stands for, and its code's length.
struct CodeTable {
  uint16_t symbol[1u << kCodeBitsMax];
  uint8_t bits[1u << kCodeBitsMax];
};

uint32_t LengthOf(const uint8_t* lengths, size_t symbol) {
  return (symbol & 1) == 0 ? lengths[symbol / 2] & 15u : lengths[symbol / 2] >> 4;
}

/// @return false when the lengths are no complete prefix code.
bool BuildTable(const uint8_t* lengths, CodeTable* table) {
  uint32_t next = 0;
  for (uint32_t bits = 1; bits <= kCodeBitsMax; ++bits) {
    for (size_t symbol = 0; symbol < kSymbolCount; ++symbol) {
      if (LengthOf(lengths, symbol) != bits) {
        continue;
      }
      const uint32_t count = 1u << (kCodeBitsMax - bits);
      if (next + count > (1u << kCodeBitsMax)) {
        return false;
      }
      for (uint32_t i = 0; i < count; ++i) {
        table->symbol[next + i] = static_cast<uint16_t>(symbol);
        table->bits[next + i] = static_cast<uint8_t>(bits);
      }
      next += count;
    }
  }
  return next == 1u << kCodeBitsMax;
}

/// The bit stream: 16-bit words, highest bit first, with plain bytes of long matches in between.
/// Past the end come zeros: an encoder leaves out the words that only fill the register.
class BitReader {
 public:
  BitReader(const uint8_t* from, size_t bytes) : from_(from), bytes_(bytes) {
    bits_ = uint32_t{Word()} << 16;
    bits_ |= Word();
  }
  uint32_t Peek(uint32_t count) const {
    return count == 0 ? 0 : bits_ >> (32 - count);
  }
  void Skip(uint32_t count) {
    bits_ = count >= 32 ? 0 : bits_ << count;
    extra_ -= static_cast<int32_t>(count);
    if (extra_ < 0) {
      bits_ |= uint32_t{Word()} << static_cast<uint32_t>(-extra_);
      extra_ += 16;
    }
  }
  uint8_t Byte() {
    return at_ < bytes_ ? from_[at_++] : uint8_t{0};
  }
  uint16_t Word() {
    const uint32_t low = Byte();
    return static_cast<uint16_t>(low | (uint32_t{Byte()} << 8));
  }

 private:
  const uint8_t* from_;
  size_t bytes_;
  size_t at_ = 0;
  uint32_t bits_ = 0;
  int32_t extra_ = 16;
};

/// The length part of a match symbol. @return 0 when it is damaged.
uint32_t MatchLength(uint32_t code, BitReader* in) {
  constexpr uint32_t kLong = 15;
  constexpr uint32_t kVeryLong = 255;
  uint32_t length = code & 15;
  if (length == kLong) {
    length = in->Byte();
    if (length == kVeryLong) {
      length = in->Word();
      if (length < kLong) {
        return 0;
      }
      length -= kLong;
    }
    length += kLong;
  }
  return length + kShortestMatch;
}

}  // namespace

bool ExpandXpress(const uint8_t* packed, size_t packed_bytes, uint8_t* out, size_t out_bytes) {
  if (packed_bytes < kTableBytes || out_bytes > kXpressBlockBytesMax) {
    return false;
  }
  thread_local CodeTable table;
  if (!BuildTable(packed, &table)) {
    return false;
  }
  BitReader in(packed + kTableBytes, packed_bytes - kTableBytes);
  size_t at = 0;
  while (at < out_bytes) {
    const uint32_t prefix = in.Peek(kCodeBitsMax);
    const uint32_t symbol = table.symbol[prefix];
    in.Skip(table.bits[prefix]);
    if (symbol < kLiteralCount) {
      out[at++] = static_cast<uint8_t>(symbol);
      continue;
    }
    const uint32_t code = symbol - kLiteralCount;
    const uint32_t length = MatchLength(code, &in);
    const uint32_t offset_bits = code >> 4;
    const size_t offset = (size_t{1} << offset_bits) + in.Peek(offset_bits);
    in.Skip(offset_bits);
    if (length == 0 || offset > at || length > out_bytes - at) {
      return false;
    }
    for (uint32_t i = 0; i < length; ++i, ++at) {
      out[at] = out[at - offset];
    }
  }
  return true;
}

}  // namespace handoff::inspect
