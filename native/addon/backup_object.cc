// SPDX-License-Identifier: MIT
#include "native/addon/backup_object.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "native/addon/arguments.h"
#include "native/platform/file.h"

namespace handoff::addon {

namespace {

/// Largest copy that surfaces in JavaScript at once.
constexpr uint32_t kReadBytesMax = 1024 * 1024;
constexpr uint32_t kThreadsMax = 64;
constexpr uint32_t kStripesMax = 64;
/// A set has a data stream for each pass and each log file.
constexpr uint32_t kRangesMax = 1024 * 1024;

constexpr const char* kFindingNames[] = {"checksum", "tornBits", "identity", "unreadable"};
constexpr const char* kContainerNames[] = {"plain", "zstd", "compressed"};

Settle NotOpen(const std::string& path) {
  return [path](Napi::Env env, const Napi::Promise::Deferred& deferred) {
    RejectWith(env, deferred, "EBADF", path + " is not open.", path);
  };
}

Napi::Value ToJs(Napi::Env env, const inspect::BackupView& view) {
  const Napi::Object answer = Napi::Object::New(env);
  answer.Set("container", kContainerNames[static_cast<size_t>(view.container)]);
  answer.Set("plainBytes", FromBytes(env, view.stream->plain_bytes()));
  answer.Set("storedBytes", FromBytes(env, view.stream->stored_bytes()));
  answer.Set("frames", FromBytes(env, view.frame_count));
  if (view.damage.what.empty()) {
    answer.Set("damage", env.Null());
  } else {
    const Napi::Object damage = Napi::Object::New(env);
    damage.Set("what", view.damage.what);
    damage.Set("at", FromBytes(env, view.damage.at));
    answer.Set("damage", damage);
  }
  return answer;
}

Napi::Value ToJs(Napi::Env env, const inspect::Finding& finding) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("stream", finding.stream);
  object.Set("at", FromBytes(env, finding.at));
  object.Set("fileId", static_cast<uint32_t>(finding.file_id));
  object.Set("pageId", finding.page_id);
  object.Set("kind", kFindingNames[static_cast<size_t>(finding.kind)]);
  object.Set("stored", finding.stored);
  object.Set("computed", finding.computed);
  return object;
}

Napi::Value ToJs(Napi::Env env, const inspect::CheckReport& report) {
  const Napi::Object answer = Napi::Object::New(env);
  const Napi::Array sums = Napi::Array::New(env, report.sums.size());
  for (uint32_t i = 0; i < report.sums.size(); ++i) {
    sums.Set(i, report.sums[i]);
  }
  const Napi::Array findings = Napi::Array::New(env, report.findings.size());
  for (uint32_t i = 0; i < report.findings.size(); ++i) {
    findings.Set(i, ToJs(env, report.findings[i]));
  }
  answer.Set("sums", sums);
  answer.Set("pagesRight", FromBytes(env, report.pages_right));
  answer.Set("pagesBare", FromBytes(env, report.pages_bare));
  answer.Set("pagesUnallocated", FromBytes(env, report.pages_unallocated));
  answer.Set("pagesUnjudged", FromBytes(env, report.pages_unjudged));
  answer.Set("findings", findings);
  answer.Set("findingsLeftOut", FromBytes(env, report.findings_left_out));
  answer.Set("isCancelled", report.is_cancelled);
  return answer;
}

bool ReadRanges(Arguments* in, uint32_t streams, std::vector<inspect::CheckRange>* ranges) {
  const Napi::Array array = in->AsArray(in->At(1), "ranges", kRangesMax);
  for (uint32_t i = 0; in->Ok() && i < array.Length(); ++i) {
    const Napi::Object object = in->AsObject(array.Get(i), "ranges");
    inspect::CheckRange range = {};
    range.stream = in->Ok() ? in->AsUint32(in->Field(object, "stream"), "stream") : 0;
    if (in->Ok() && range.stream >= streams) {
      in->RefuseRange("stream", "one of the set's", object.Get("stream"));
    }
    range.at = in->Ok() ? in->AsUint64(in->Field(object, "at"), "at") : 0;
    range.bytes = in->Ok() ? in->AsUint64(in->Field(object, "bytes"), "bytes") : 0;
    range.is_pages = in->Ok() && in->AsBool(in->Field(object, "isPages"), "isPages");
    ranges->push_back(range);
  }
  return in->Ok();
}

}  // namespace

BackupObject::BackupObject(const Napi::CallbackInfo& info)
    : TaggedObject(info), environment_(Environment::Of(info.Env())) {
  environment_->Register(this);
  Arguments in(info, "BackupFile");
  path_ = in.Text(0, "path");
  const uint32_t threads = in.Ok() ? in.Uint32(1, "threads") : 1;
  if (in.Ok() && (threads == 0 || threads > kThreadsMax)) {
    in.RefuseRange("threads", "1..64", info[1]);
  }
  threads_ = std::clamp(threads, 1u, kThreadsMax);
}

BackupObject::~BackupObject() {
  BackupObject::Close();
  environment_->Unregister(this);
}

void BackupObject::Interrupt() {
  control_.cancel.store(true);
}

void BackupObject::Close() {
  control_.cancel.store(true);
  thread_.Join();
  view_ = inspect::BackupView();
}

Napi::Value BackupObject::Open(const Napi::CallbackInfo& info) {
  return thread_.Run(info.Env(), info.This().As<Napi::Object>(), [this]() -> Settle {
    media::OpenError error;
    view_ = inspect::OpenBackup(path_, threads_, &error);
    return [this, error](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      if (error.os_error != 0 || view_.stream == nullptr) {
        RejectWith(env, deferred, platform::ErrorName(error.os_error),
                   path_ + ": " + platform::ErrorText(error.os_error), path_);
        return;
      }
      deferred.Resolve(ToJs(env, view_));
    };
  });
}

Napi::Value BackupObject::Read(const Napi::CallbackInfo& info) {
  Arguments in(info, "read");
  const uint64_t at = in.Uint64(0, "at");
  const uint32_t length = in.Ok() ? in.Uint32(1, "length") : 0;
  if (in.Ok() && length > kReadBytesMax) {
    in.RefuseRange("length", "at most 1,048,576", info[1]);
  }
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return thread_.Run(info.Env(), info.This().As<Napi::Object>(), [this, at, length]() -> Settle {
    if (view_.stream == nullptr) {
      return NotOpen(path_);
    }
    std::vector<uint8_t> bytes(length);
    const media::Outcome outcome = view_.stream->Read(0, at, bytes.data(), length);
    bytes.resize(outcome.bytes);
    return [this, outcome, bytes = std::move(bytes)](Napi::Env env,
                                                     const Napi::Promise::Deferred& deferred) {
      // A short count: the end of the stream. Anything else that is wrong is said.
      if (outcome.os_error != 0 && outcome.bytes == 0) {
        RejectWith(env, deferred, platform::ErrorName(outcome.os_error),
                   path_ + ": " + platform::ErrorText(outcome.os_error), path_);
        return;
      }
      Napi::Uint8Array copy = Napi::Uint8Array::New(env, bytes.size());
      if (!bytes.empty()) {
        std::memcpy(copy.Data(), bytes.data(), bytes.size());
      }
      deferred.Resolve(copy);
    };
  });
}

Napi::Value BackupObject::Check(const Napi::CallbackInfo& info) {
  Arguments in(info, "check");
  inspect::Streams streams = {view_.stream};
  const Napi::Array others = in.AsArray(in.At(0), "stripes", kStripesMax);
  for (uint32_t i = 0; in.Ok() && i < others.Length(); ++i) {
    const BackupObject* const other = BackupObject::Unwrap(others.Get(i));
    if (other == nullptr) {
      return info.Env().Undefined();
    }
    streams.push_back(other->view_.stream);
  }
  std::vector<inspect::CheckRange> ranges;
  if (!in.Ok() || !ReadRanges(&in, static_cast<uint32_t>(streams.size()), &ranges)) {
    return info.Env().Undefined();
  }
  if (std::any_of(streams.begin(), streams.end(), [](const auto& one) { return one == nullptr; })) {
    ThrowWithCode(info.Env(), "EBADF", "check: all stripes must be open.");
    return info.Env().Undefined();
  }
  control_.bytes_done.store(0);
  return thread_.Run(info.Env(), info.This().As<Napi::Object>(),
                     [this, streams = std::move(streams), ranges = std::move(ranges)]() -> Settle {
                       inspect::CheckReport report =
                           inspect::CheckRanges(streams, ranges, threads_, &control_);
                       return [report = std::move(report)](
                                  Napi::Env env, const Napi::Promise::Deferred& deferred) {
                         deferred.Resolve(ToJs(env, report));
                       };
                     });
}

Napi::Value BackupObject::BytesChecked(const Napi::CallbackInfo& info) {
  return FromBytes(info.Env(), control_.bytes_done.load());
}

Napi::Value BackupObject::Cancel(const Napi::CallbackInfo& info) {
  Interrupt();
  return info.Env().Undefined();
}

Napi::Value BackupObject::CloseFromJs(const Napi::CallbackInfo& info) {
  Close();
  return info.Env().Undefined();
}

Napi::Function BackupObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("open", &BackupObject::Open),
                         InstanceMethod("read", &BackupObject::Read),
                         InstanceMethod("check", &BackupObject::Check),
                         InstanceMethod("bytesChecked", &BackupObject::BytesChecked),
                         InstanceMethod("cancel", &BackupObject::Cancel),
                         InstanceMethod("close", &BackupObject::CloseFromJs),
                     });
}

void RegisterBackup(Napi::Env env, Napi::Object exports) {
  exports.Set(BackupObject::kClassName, BackupObject::Define(env));
}

}  // namespace handoff::addon
