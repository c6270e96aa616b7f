// SPDX-License-Identifier: MIT
/// XXH3 as a streaming state that may live in shared memory, so that a replacement process goes on
/// hashing where its predecessor was killed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace handoff::media {

struct Hash128 {
  uint64_t low;
  uint64_t high;
};

/// Trivially copyable. A copy made by another process (through shared memory) is usable only after
/// Adopt, because the state holds one pointer. Serves 64 and 128 bits alike.
class alignas(64) Xxh3 {
 public:
  void Reset();
  void Update(const void* data, size_t bytes);
  uint64_t Digest64() const;
  Hash128 Digest128() const;
  /// Repairs a state that another process wrote.
  void Adopt();

 private:
  unsigned char state_[576];
};
static_assert(sizeof(Xxh3) == 576);

/// XXH3-64 of one block.
uint64_t Xxh3Of(const void* data, size_t bytes);

/// 16 hex digits, most significant first.
std::string Hex(uint64_t value);
/// 32 hex digits, high half first, as `xxhsum -H2` prints it.
std::string Hex(const Hash128& value);

}  // namespace handoff::media
