// SPDX-License-Identifier: MIT
#include "native/media/xxh3.h"

#include <cstring>

#define XXH_INLINE_ALL
#define XXH_STATIC_LINKING_ONLY
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <xxhash.h>
#pragma GCC diagnostic pop

namespace handoff::media {

static_assert(sizeof(XXH3_state_t) == sizeof(Xxh3) && alignof(XXH3_state_t) <= alignof(Xxh3));

namespace {

XXH3_state_t* Of(unsigned char* state) {
  return reinterpret_cast<XXH3_state_t*>(state);
}
const XXH3_state_t* Of(const unsigned char* state) {
  return reinterpret_cast<const XXH3_state_t*>(state);
}

}  // namespace

void Xxh3::Reset() {
  std::memset(state_, 0, sizeof state_);
  XXH3_128bits_reset(Of(state_));
}

void Xxh3::Update(const void* data, size_t bytes) {
  // The 64 and 128 bit variants share state and update; only the digest differs.
  XXH3_128bits_update(Of(state_), data, bytes);
}

uint64_t Xxh3::Digest64() const {
  return XXH3_64bits_digest(Of(state_));
}

Hash128 Xxh3::Digest128() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(Of(state_));
  return {hash.low64, hash.high64};
}

void Xxh3::Adopt() {
  XXH3_state_t fresh;
  XXH3_128bits_reset(&fresh);
  Of(state_)->extSecret = fresh.extSecret;
}

uint64_t Xxh3Of(const void* data, size_t bytes) {
  return XXH3_64bits(data, bytes);
}

std::string Hex(uint64_t value) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (size_t i = 0; i < 16; ++i) {
    text[15 - i] = kDigits[(value >> (4 * i)) & 0xF];
  }
  return text;
}

std::string Hex(const Hash128& value) {
  return Hex(value.high) + Hex(value.low);
}

}  // namespace handoff::media
