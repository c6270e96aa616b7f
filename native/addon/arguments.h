// SPDX-License-Identifier: MIT
/// Checked reading of what JavaScript passes, and conversions back. The first wrong value throws a
/// TypeError or RangeError that says name, expectation and what came; later ones are ignored.
///
///   Arguments in(info, "openDevice");
///   const std::string name = in.Text(0, "name");
///   if (!in.Ok()) return info.Env().Undefined();
///
/// Threads: the JavaScript thread. Pure C++ values come out: nothing here outlives the call.
#pragma once

#include <napi.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace handoff::addon {

class Arguments {
 public:
  /// Longest text taken (paths, names), in bytes.
  static constexpr size_t kTextMax = 32 * 1024;

  Arguments(const Napi::CallbackInfo& info, const char* method)
      : info_(info), env_(info.Env()), method_(method) {}

  /// True while nothing was wrong. With false an exception is pending: return at once.
  bool Ok() const {
    return ok_;
  }
  Napi::Env Env() const {
    return env_;
  }

  Napi::Value At(size_t index) const {
    return info_[index];
  }
  /// A property of an object that was passed; empty when wrong already.
  Napi::Value Field(Napi::Object object, const char* name);

  // By position.
  uint32_t Uint32(size_t index, const char* name) {
    return AsUint32(info_[index], name);
  }
  int32_t Int32(size_t index, const char* name) {
    return AsInt32(info_[index], name);
  }
  uint64_t Uint64(size_t index, const char* name) {
    return AsUint64(info_[index], name);
  }
  int64_t Int64(size_t index, const char* name) {
    return AsInt64(info_[index], name);
  }
  std::string Text(size_t index, const char* name) {
    return AsText(info_[index], name);
  }
  std::optional<std::string> TextOrNull(size_t index, const char* name) {
    return AsTextOrNull(info_[index], name);
  }
  Napi::Object Object(size_t index, const char* name) {
    return AsObject(info_[index], name);
  }
  Napi::Function Function(size_t index, const char* name) {
    return AsFunction(info_[index], name);
  }

  /// Bytes of an ArrayBuffer: at least `bytes_min`, at most `bytes_max`, whole `unit`s. They are
  /// JavaScript's: good until the call returns. Empty also when wrong.
  std::span<const uint8_t> Bytes(size_t index, const char* name, size_t unit, size_t bytes_min,
                                 size_t bytes_max);

  // Any value. Numbers must be whole and in range; 64-bit ones are bigint or safe whole numbers.
  uint32_t AsUint32(Napi::Value value, const char* name);
  int32_t AsInt32(Napi::Value value, const char* name);
  uint64_t AsUint64(Napi::Value value, const char* name);
  int64_t AsInt64(Napi::Value value, const char* name);
  double AsDouble(Napi::Value value, const char* name);
  bool AsBool(Napi::Value value, const char* name);
  /// UTF-8 without a zero byte.
  std::string AsText(Napi::Value value, const char* name);
  /// null and undefined give nothing.
  std::optional<std::string> AsTextOrNull(Napi::Value value, const char* name);
  Napi::Object AsObject(Napi::Value value, const char* name);
  Napi::Function AsFunction(Napi::Value value, const char* name);
  /// At most `count_max` elements.
  Napi::Array AsArray(Napi::Value value, const char* name, uint32_t count_max);
  std::vector<std::string> AsTexts(Napi::Value value, const char* name, uint32_t count_max);
  std::vector<uint32_t> AsUint32s(Napi::Value value, const char* name, uint32_t count_max);

  /// Throws by hand, in the same words: "METHOD: NAME must be EXPECTED, got WHAT."
  void Refuse(const char* name, const char* expected, Napi::Value got);
  void RefuseRange(const char* name, const char* expected, Napi::Value got);

 private:
  std::string Complaint(const char* name, const char* expected, Napi::Value got) const;
  bool WholeNumber(Napi::Value value, double low, double high, double* number);

  const Napi::CallbackInfo& info_;
  Napi::Env env_;
  const char* method_;
  bool ok_ = true;
};

// Back to JavaScript. Sizes up to 2^53 are numbers, addresses and positions are bigint.
inline Napi::Value FromBytes(Napi::Env env, uint64_t bytes) {
  return Napi::Number::New(env, static_cast<double>(bytes));
}
inline Napi::Value FromAddress(Napi::Env env, const void* address) {
  return Napi::BigInt::New(env, static_cast<uint64_t>(reinterpret_cast<uintptr_t>(address)));
}
inline Napi::Value FromPosition(Napi::Env env, int64_t position) {
  return Napi::BigInt::New(env, position);
}

/// A promise rejected with an Error that has `code` and, unless empty, `path`; for Settle
/// functions.
void RejectWith(Napi::Env env, const Napi::Promise::Deferred& deferred, const std::string& code,
                const std::string& message, const std::string& path = "");

/// Throws an Error with `code` (and an errno name's message) on the JavaScript thread.
void ThrowWithCode(Napi::Env env, const std::string& code, const std::string& message);

}  // namespace handoff::addon
