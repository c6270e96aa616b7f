// SPDX-License-Identifier: MIT
#include "native/embedded/set_name.h"

#include <cstdio>
#include <cstring>

#include "native/embedded/control_block.h"

namespace handoff::embedded {
namespace {

constexpr size_t kFileNameBytesMax = 255;
constexpr size_t kInstanceCharsMax = 16;

/// Characters that a file's name or this encoding cannot carry become %XX; distinct names stay
/// distinct.
std::string Encoded(const char* text) {
  std::string encoded;
  for (const char* at = text; *at != '\0'; ++at) {
    const unsigned char byte = static_cast<unsigned char>(*at);
    if (byte > ' ' && byte != '/' && byte != '%' && byte != '+' && byte != 0x7F) {
      encoded += *at;
      continue;
    }
    char escaped[4];
    std::snprintf(escaped, sizeof(escaped), "%%%02X", byte);
    encoded += escaped;
  }
  return encoded;
}

}  // namespace

bool IsLegalSetName(const char* name) {
  return name != nullptr && *name != '\0' && std::strchr(name, '\\') == nullptr &&
         std::strlen(name) < kDeviceNameBytes;
}

bool IsLegalInstance(const char* instance) {
  if (instance == nullptr) {
    return true;
  }
  const size_t length = std::strlen(instance);
  return length >= 1 && length <= kInstanceCharsMax &&
         std::strpbrk(instance, "\\/,:;'\"&@ ") == nullptr;
}

std::string NameOfControlSegment(const char* instance, const char* name) {
  std::string segment =
      kControlPrefix + Encoded(instance == nullptr ? "" : instance) + "+" + Encoded(name);
  if (segment.size() > kFileNameBytesMax) {
    segment.clear();
  }
  return segment;
}

}  // namespace handoff::embedded
