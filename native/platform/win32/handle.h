// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "native/platform/win32/windows.h"

namespace handoff::platform {

/// Owns a kernel handle; null for none.
class OwnedHandle {
 public:
  OwnedHandle() = default;
  explicit OwnedHandle(HANDLE value) : value_(value) {}
  ~OwnedHandle() {
    Reset();
  }
  OwnedHandle(OwnedHandle&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  OwnedHandle& operator=(OwnedHandle&& other) noexcept {
    if (this != &other) {
      Reset();
      value_ = std::exchange(other.value_, nullptr);
    }
    return *this;
  }
  OwnedHandle(const OwnedHandle&) = delete;
  OwnedHandle& operator=(const OwnedHandle&) = delete;

  void Reset() {
    if (value_ != nullptr) {
      CloseHandle(value_);
      value_ = nullptr;
    }
  }
  HANDLE Release() {
    return std::exchange(value_, nullptr);
  }
  HANDLE get() const {
    return value_;
  }
  explicit operator bool() const {
    return value_ != nullptr;
  }

 private:
  HANDLE value_ = nullptr;
};

/// UTF-8 to UTF-16.
inline std::wstring Wide(const std::string& text) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, nullptr, 0);
  std::wstring wide(length > 0 ? static_cast<size_t>(length) : 1, L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, wide.data(), length);
  wide.pop_back();
  return wide;
}

/// UTF-16 to UTF-8.
inline std::string Narrow(const wchar_t* text) {
  const int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  std::string narrow(length > 0 ? static_cast<size_t>(length) : 1, '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow.data(), length, nullptr, nullptr);
  narrow.pop_back();
  return narrow;
}

}  // namespace handoff::platform
