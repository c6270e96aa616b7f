// SPDX-License-Identifier: MIT
#include "native/addon/media_object.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <utility>

#include "native/addon/addon.h"
#include "native/media/seek_table.h"
#include "native/media/verify.h"
#include "native/platform/file.h"

namespace handoff::addon {

namespace {

constexpr uint32_t kVerifyThreadsMax = 64;
constexpr int kLevelMax = 19;

bool ReadCodec(Arguments* in, Napi::Value value, media::Codec* codec) {
  const std::string name = in->AsText(value, "codec");
  if (name == "none") {
    *codec = media::Codec::kNone;
  } else if (name == "zstd") {
    *codec = media::Codec::kZstd;
  } else if (name == "null") {
    *codec = media::Codec::kNull;
  } else if (in->Ok()) {
    in->RefuseRange("codec", "none, zstd or null", value);
  }
  return in->Ok();
}

broker::MediumSpec ReadMedium(Arguments* in, Napi::Object object) {
  broker::MediumSpec spec;
  spec.device = in->AsUint32(in->Field(object, "device"), "device");
  if (in->Ok() && spec.device >= vdi::kDeviceCountMax) {
    in->RefuseRange("device", "below 64", object.Get("device"));
  }
  if (!in->Ok() || !ReadCodec(in, in->Field(object, "codec"), &spec.options.codec)) {
    return spec;
  }
  const std::string direction = in->AsText(in->Field(object, "direction"), "direction");
  if (in->Ok() && direction != "write" && direction != "read") {
    in->RefuseRange("direction", "write or read", object.Get("direction"));
  }
  spec.direction = direction == "read" ? broker::Direction::kRead : broker::Direction::kWrite;
  spec.options.level = in->Ok() ? in->AsInt32(in->Field(object, "level"), "level") : 1;
  if (in->Ok() && spec.options.codec == media::Codec::kZstd &&
      spec.direction == broker::Direction::kWrite &&
      (spec.options.level < 1 || spec.options.level > kLevelMax)) {
    in->RefuseRange("level", "1..19", object.Get("level"));
  }
  spec.options.path = in->Ok() ? in->AsText(in->Field(object, "path"), "path") : "";
  return spec;
}

bool ReadHash(const std::string& text, uint64_t* hash) {
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, *hash, 16);
  return text.size() == 16 && parsed.ec == std::errc() && parsed.ptr == end;
}

Napi::Value VerifyMedium(const Napi::CallbackInfo& info) {
  Arguments in(info, "verifyMedium");
  const std::string path = in.Text(0, "path");
  const uint64_t chunk_bytes = in.Ok() ? in.Uint64(1, "chunkBytes") : 1;
  std::vector<std::string> texts;
  if (in.Ok()) {
    texts = in.AsTexts(in.At(2), "chunks", media::kChunkCountMax);
  }
  const uint32_t threads = in.Ok() ? in.Uint32(3, "threads") : 1;
  std::vector<uint64_t> chunks(texts.size());
  for (size_t i = 0; i < texts.size() && in.Ok(); ++i) {
    if (!ReadHash(texts[i], &chunks[i])) {
      in.RefuseRange("chunks", "16 hex digits each", info[2]);
    }
  }
  if (in.Ok() && chunk_bytes == 0) {
    in.RefuseRange("chunkBytes", "above 0", info[1]);
  }
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return RunOnThread(
      info.Env(), Napi::Object(),
      [path, chunk_bytes, chunks = std::move(chunks), threads]() -> Settle {
        const media::VerifyResult result = media::VerifyMedium(
            path, chunk_bytes, chunks, threads < kVerifyThreadsMax ? threads : kVerifyThreadsMax);
        return [path, result](Napi::Env env, const Napi::Promise::Deferred& deferred) {
          if (result.os_error != 0) {
            RejectWith(env, deferred, platform::ErrorName(result.os_error),
                       path + ": " + platform::ErrorText(result.os_error), path);
            return;
          }
          const Napi::Object answer = Napi::Object::New(env);
          answer.Set("bytes", FromBytes(env, result.bytes));
          answer.Set("badChunk", static_cast<double>(result.bad_chunk));
          // One pass over the whole file by one reader would be needed; the chunks cover every
          // byte.
          answer.Set("storedXxh3", env.Null());
          deferred.Resolve(answer);
        };
      });
}

Napi::Value SeekTable(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Arguments in(info, "seekTable");
  const std::string path = in.Text(0, "path");
  if (!in.Ok()) {
    return env.Undefined();
  }
  uint64_t bytes = 0;
  const platform::File file = platform::File::OpenPlain(path, &bytes);
  media::SeekTable table;
  const int error = file.IsOpen() ? table.Load(file) : errno;
  if (error == ENODATA || error == EBADMSG || error == EFBIG) {
    return env.Null();
  }
  if (error != 0) {
    ThrowWithCode(env, platform::ErrorName(error), path + ": " + platform::ErrorText(error));
    return env.Undefined();
  }
  const Napi::Object answer = Napi::Object::New(env);
  answer.Set("frames", FromBytes(env, table.frame_count()));
  answer.Set("plainBytes", FromBytes(env, table.plain_bytes()));
  answer.Set("storedBytes", FromBytes(env, bytes));
  return answer;
}

Napi::Value MoveFile(const Napi::CallbackInfo& info) {
  Arguments in(info, "moveFile");
  const std::string from = in.Text(0, "from");
  const std::string to = in.Ok() ? in.Text(1, "to") : "";
  const bool may_replace = in.Ok() && in.AsBool(in.At(2), "replaces");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return RunOnThread(info.Env(), Napi::Object(), [from, to, may_replace]() -> Settle {
    const int error = platform::Rename(from, to, may_replace) ? 0 : errno;
    return [to, error](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      if (error != 0) {
        RejectWith(env, deferred, platform::ErrorName(error),
                   to + ": " + platform::ErrorText(error), to);
        return;
      }
      deferred.Resolve(env.Undefined());
    };
  });
}

}  // namespace

std::vector<broker::MediumSpec> ReadMedia(Arguments* in, size_t index) {
  std::vector<broker::MediumSpec> media;
  const Napi::Array array = in->AsArray(in->At(index), "media", vdi::kDeviceCountMax);
  for (uint32_t i = 0; in->Ok() && i < array.Length(); ++i) {
    const Napi::Object object = in->AsObject(array.Get(i), "media");
    if (in->Ok()) {
      media.push_back(ReadMedium(in, object));
    }
  }
  return media;
}

Napi::Object ToJs(Napi::Env env, uint32_t device, const broker::MediumSummary& summary) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("device", device);
  object.Set("plainBytes", FromBytes(env, summary.plain_bytes));
  object.Set("storedBytes", FromBytes(env, summary.stored_bytes));
  object.Set("plainXxh3", summary.plain_xxh3);
  object.Set("storedXxh3", summary.stored_xxh3);
  object.Set("chunkBytes", FromBytes(env, media::kChunkBytes));
  const Napi::Array chunks = Napi::Array::New(env, summary.chunks.size());
  for (uint32_t i = 0; i < summary.chunks.size(); ++i) {
    chunks.Set(i, media::Hex(summary.chunks[i]));
  }
  object.Set("chunks", chunks);
  return object;
}

void RegisterMedia(Napi::Env env, Napi::Object exports) {
  exports.Set("verifyMedium", Napi::Function::New(env, VerifyMedium, "verifyMedium"));
  exports.Set("moveFile", Napi::Function::New(env, MoveFile, "moveFile"));
  exports.Set("seekTable", Napi::Function::New(env, SeekTable, "seekTable"));
}

}  // namespace handoff::addon
