// SPDX-License-Identifier: MIT
#include "native/addon/arguments.h"

#include <cmath>
#include <cstring>

namespace handoff::addon {
namespace {

/// A wrong value in words. Texts are not repeated: they may be paths or secrets of the user.
std::string Describe(Napi::Value value) {
  if (value.IsEmpty()) {
    return "nothing";
  }
  switch (value.Type()) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return "a boolean";
    case napi_number:
      return value.ToString().Utf8Value();
    case napi_string:
      return "a string";
    case napi_symbol:
      return "a symbol";
    case napi_function:
      return "a function";
    case napi_bigint:
      return value.ToString().Utf8Value() + "n";
    default:
      return value.IsArray() ? "an array" : "an object";
  }
}

constexpr double kSafeMax = 9007199254740991.0;

}  // namespace

std::string Arguments::Complaint(const char* name, const char* expected, Napi::Value got) const {
  return std::string(method_) + ": " + name + " must be " + expected + ", got " + Describe(got) +
         ".";
}

void Arguments::Refuse(const char* name, const char* expected, Napi::Value got) {
  if (ok_ && !env_.IsExceptionPending()) {
    Napi::TypeError::New(env_, Complaint(name, expected, got)).ThrowAsJavaScriptException();
  }
  ok_ = false;
}

void Arguments::RefuseRange(const char* name, const char* expected, Napi::Value got) {
  if (ok_ && !env_.IsExceptionPending()) {
    Napi::RangeError::New(env_, Complaint(name, expected, got)).ThrowAsJavaScriptException();
  }
  ok_ = false;
}

Napi::Value Arguments::Field(Napi::Object object, const char* name) {
  if (!ok_) {
    return Napi::Value();
  }
  const Napi::Value value = object.Get(name);
  if (env_.IsExceptionPending()) {  // a getter of the caller threw
    ok_ = false;
    return Napi::Value();
  }
  return value;
}

bool Arguments::WholeNumber(Napi::Value value, double low, double high, double* number) {
  if (value.IsEmpty() || !value.IsNumber()) {
    return false;
  }
  *number = value.As<Napi::Number>().DoubleValue();
  return std::trunc(*number) == *number && *number >= low && *number <= high;
}

uint32_t Arguments::AsUint32(Napi::Value value, const char* name) {
  double number = 0;
  if (!ok_ || !WholeNumber(value, 0, 4294967295.0, &number)) {
    Refuse(name, "a whole number from 0 to 4294967295", value);
    return 0;
  }
  return static_cast<uint32_t>(number);
}

int32_t Arguments::AsInt32(Napi::Value value, const char* name) {
  double number = 0;
  if (!ok_ || !WholeNumber(value, -2147483648.0, 2147483647.0, &number)) {
    Refuse(name, "a whole number of 32 bits", value);
    return 0;
  }
  return static_cast<int32_t>(number);
}

uint64_t Arguments::AsUint64(Napi::Value value, const char* name) {
  double number = 0;
  if (ok_ && !value.IsEmpty() && value.IsBigInt()) {
    bool lossless = false;
    const uint64_t whole = value.As<Napi::BigInt>().Uint64Value(&lossless);
    if (lossless) {
      return whole;
    }
  } else if (ok_ && WholeNumber(value, 0, kSafeMax, &number)) {
    return static_cast<uint64_t>(number);
  }
  Refuse(name, "a bigint from 0 to 2^64 - 1", value);
  return 0;
}

int64_t Arguments::AsInt64(Napi::Value value, const char* name) {
  double number = 0;
  if (ok_ && !value.IsEmpty() && value.IsBigInt()) {
    bool lossless = false;
    const int64_t whole = value.As<Napi::BigInt>().Int64Value(&lossless);
    if (lossless) {
      return whole;
    }
  } else if (ok_ && WholeNumber(value, -kSafeMax, kSafeMax, &number)) {
    return static_cast<int64_t>(number);
  }
  Refuse(name, "a bigint of 64 bits", value);
  return 0;
}

double Arguments::AsDouble(Napi::Value value, const char* name) {
  if (!ok_ || value.IsEmpty() || !value.IsNumber() ||
      !std::isfinite(value.As<Napi::Number>().DoubleValue())) {
    Refuse(name, "a finite number", value);
    return 0;
  }
  return value.As<Napi::Number>().DoubleValue();
}

bool Arguments::AsBool(Napi::Value value, const char* name) {
  if (!ok_ || value.IsEmpty() || !value.IsBoolean()) {
    Refuse(name, "true or false", value);
    return false;
  }
  return value.As<Napi::Boolean>().Value();
}

std::string Arguments::AsText(Napi::Value value, const char* name) {
  if (!ok_ || value.IsEmpty() || !value.IsString()) {
    Refuse(name, "a string", value);
    return "";
  }
  std::string text = value.As<Napi::String>().Utf8Value();
  if (text.size() > kTextMax || text.find('\0') != std::string::npos) {
    Refuse(name, "a string of at most 32 KiB without a zero character", value);
    return "";
  }
  return text;
}

std::optional<std::string> Arguments::AsTextOrNull(Napi::Value value, const char* name) {
  if (value.IsEmpty() || value.IsNull() || value.IsUndefined()) {
    return std::nullopt;
  }
  return AsText(value, name);
}

Napi::Object Arguments::AsObject(Napi::Value value, const char* name) {
  if (!ok_ || value.IsEmpty() || !value.IsObject() || value.IsFunction()) {
    Refuse(name, "an object", value);
    return Napi::Object();
  }
  return value.As<Napi::Object>();
}

Napi::Function Arguments::AsFunction(Napi::Value value, const char* name) {
  if (!ok_ || value.IsEmpty() || !value.IsFunction()) {
    Refuse(name, "a function", value);
    return Napi::Function();
  }
  return value.As<Napi::Function>();
}

Napi::Array Arguments::AsArray(Napi::Value value, const char* name, uint32_t count_max) {
  if (!ok_ || value.IsEmpty() || !value.IsArray()) {
    Refuse(name, "an array", value);
    return Napi::Array();
  }
  const Napi::Array array = value.As<Napi::Array>();
  if (array.Length() > count_max) {
    const std::string expected = "an array of at most " + std::to_string(count_max) + " elements";
    RefuseRange(name, expected.c_str(), value);
    return Napi::Array();
  }
  return array;
}

std::span<const uint8_t> Arguments::Bytes(size_t index, const char* name, size_t unit,
                                          size_t bytes_min, size_t bytes_max) {
  const Napi::Value value = info_[index];
  if (!ok_ || !value.IsArrayBuffer()) {
    Refuse(name, "an ArrayBuffer", value);
    return {};
  }
  Napi::ArrayBuffer buffer = value.As<Napi::ArrayBuffer>();
  const size_t bytes = buffer.ByteLength();
  if (bytes < bytes_min || bytes > bytes_max || bytes % unit != 0) {
    RefuseRange(name, "within the limits of native/trace/block.h", value);
    return {};
  }
  return {static_cast<const uint8_t*>(buffer.Data()), bytes};
}

std::vector<std::string> Arguments::AsTexts(Napi::Value value, const char* name,
                                            uint32_t count_max) {
  std::vector<std::string> texts;
  const Napi::Array array = AsArray(value, name, count_max);
  for (uint32_t i = 0; ok_ && i < array.Length(); i++) {
    texts.push_back(AsText(array.Get(i), name));
  }
  return texts;
}

std::vector<uint32_t> Arguments::AsUint32s(Napi::Value value, const char* name,
                                           uint32_t count_max) {
  std::vector<uint32_t> numbers;
  const Napi::Array array = AsArray(value, name, count_max);
  for (uint32_t i = 0; ok_ && i < array.Length(); i++) {
    numbers.push_back(AsUint32(array.Get(i), name));
  }
  return numbers;
}

namespace {

Napi::Error ErrorWithCode(Napi::Env env, const std::string& code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Value().Set("code", code);
  return error;
}

}  // namespace

void RejectWith(Napi::Env env, const Napi::Promise::Deferred& deferred, const std::string& code,
                const std::string& message, const std::string& path) {
  const Napi::Error error = ErrorWithCode(env, code, message);
  if (!path.empty()) {
    error.Value().Set("path", path);
  }
  deferred.Reject(error.Value());
}

void ThrowWithCode(Napi::Env env, const std::string& code, const std::string& message) {
  ErrorWithCode(env, code, message).ThrowAsJavaScriptException();
}

}  // namespace handoff::addon
