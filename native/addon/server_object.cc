// SPDX-License-Identifier: MIT
#include "native/addon/server_object.h"

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "native/addon/addon.h"
#include "native/embedded/statement.h"
#include "native/vdi/vdi.h"

namespace handoff::addon {

namespace {

/// A statement says a few lines a device; more than this waiting would mean a bug.
constexpr size_t kMessagesMax = 4096;
constexpr uint32_t kFaultsMax = 16;

/// addon.StatementControl: a statement that runs, from outside. One for each statement.
/// Threads: the JavaScript thread.
class ControlObject : public TaggedObject<ControlObject> {
 public:
  static constexpr napi_type_tag kTypeTag = {0x51c8e0a7f2d94b36u, 0x8f17a3c5d60b92e4u};
  static constexpr const char* kClassName = "StatementControl";

  explicit ControlObject(const Napi::CallbackInfo& info)
      : TaggedObject(info), control_(std::make_shared<embedded::StatementControl>()) {}

  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, kClassName,
                       {InstanceMethod("abort", &ControlObject::Abort, napi_default_method),
                        InstanceMethod("bytes", &ControlObject::Bytes, napi_default_method)});
  }

  const std::shared_ptr<embedded::StatementControl>& control() const {
    return control_;
  }

 private:
  Napi::Value Abort(const Napi::CallbackInfo& info) {
    control_->Abort();
    return info.Env().Undefined();
  }
  Napi::Value Bytes(const Napi::CallbackInfo& info) {
    return FromBytes(info.Env(), control_->bytes());
  }

  std::shared_ptr<embedded::StatementControl> control_;
};

/// One running statement. Made and deleted on the JavaScript thread; an environment that ends first
/// keeps it.
class RunningStatement final : public Closable {
 public:
  RunningStatement(Napi::Env env, embedded::Statement statement, Napi::Function on_message,
                   std::shared_ptr<embedded::StatementControl> control)
      : environment_(Environment::Of(env)),
        statement_(std::move(statement)),
        messages_(env, on_message, kMessagesMax),
        control_(std::move(control)) {
    environment_->Register(this);
  }
  ~RunningStatement() override {
    environment_->Unregister(this);
  }

  void Interrupt() override {
    control_->Abort();
  }
  /// The environment joins the statement's thread.
  void Close() override {}

  /// The statement's own thread.
  embedded::Verdict Run() {
    return embedded::RunStatement(
        statement_, [this](const embedded::ServerMessage& message) { Say(message); },
        control_.get());
  }

 private:
  void Say(const embedded::ServerMessage& message) {
    messages_.Post([message](Napi::Env env) -> Napi::Value {
      Napi::Object object = Napi::Object::New(env);
      object.Set("number", Napi::Number::New(env, message.number));
      object.Set("severity", Napi::Number::New(env, message.severity));
      object.Set("text", Napi::String::New(env, message.text));
      object.Set("device", Napi::Number::New(env, message.device));
      return object;
    });
  }

  std::shared_ptr<Environment> environment_;
  embedded::Statement statement_;
  EventSink messages_;
  std::shared_ptr<embedded::StatementControl> control_;
};

embedded::SinkSpec SinkFrom(Arguments* in, Napi::Value value) {
  embedded::SinkSpec sink;
  const Napi::Object object = in->AsObject(value, "sink");
  if (!in->Ok())
    return sink;
  const std::string kind = in->AsText(in->Field(object, "kind"), "sink.kind");
  if (kind == "discard")
    return sink;
  if (kind != "into" && kind != "compare" && kind != "head") {
    if (in->Ok())
      in->Refuse("sink.kind", "\"into\", \"compare\", \"head\" or \"discard\"",
                 in->Field(object, "kind"));
    return sink;
  }
  sink.kind = kind == "into"   ? embedded::SinkSpec::Kind::kInto
              : kind == "head" ? embedded::SinkSpec::Kind::kHead
                               : embedded::SinkSpec::Kind::kCompare;
  sink.files = in->AsTexts(in->Field(object, "files"), "sink.files", vdi::kDeviceCountMax);
  if (sink.kind == embedded::SinkSpec::Kind::kInto)
    sink.force = in->AsBool(in->Field(object, "force"), "sink.force");
  if (sink.kind == embedded::SinkSpec::Kind::kHead)
    sink.head_bytes = in->AsUint64(in->Field(object, "headBytes"), "sink.headBytes");
  return sink;
}

void ReadAction(Arguments* in, Napi::Value value, embedded::Statement* statement) {
  const Napi::Object action = in->AsObject(value, "action");
  if (!in->Ok())
    return;
  const std::string kind = in->AsText(in->Field(action, "kind"), "action.kind");
  statement->is_backup = kind == "backup";
  if (kind == "backup")
    statement->database = DatabaseFrom(in, in->Field(action, "database"));
  else if (kind == "restore")
    statement->sink = SinkFrom(in, in->Field(action, "sink"));
  else if (in->Ok())
    in->Refuse("action.kind", "\"backup\" or \"restore\"", in->Field(action, "kind"));
}

void ReadFaults(Arguments* in, Napi::Value value, embedded::Statement* statement) {
  const Napi::Array faults = in->AsArray(value, "faults", kFaultsMax);
  for (uint32_t i = 0; in->Ok() && i < faults.Length(); ++i) {
    const Napi::Object fault = in->AsObject(faults.Get(i), "faults[]");
    if (!in->Ok())
      return;
    const std::string kind = in->AsText(in->Field(fault, "kind"), "faults[].kind");
    const uint64_t at = in->AsUint64(in->Field(fault, "at"), "faults[].at");
    if (kind == "server-abort")
      statement->faults.push_back({embedded::ServerFault::Kind::kAbort, at});
    if (kind == "server-crash")
      statement->faults.push_back({embedded::ServerFault::Kind::kCrash, at});
  }
}

/// STATS, where the statement asked for it.
void ReadStats(Arguments* in, Napi::Value value, embedded::Statement* statement) {
  if (!in->Ok() || value.IsUndefined())
    return;
  const Napi::Object stats = in->AsObject(value, "stats");
  if (!in->Ok())
    return;
  statement->stats_percent = in->AsUint32(in->Field(stats, "percent"), "stats.percent");
  statement->expected_bytes =
      in->AsUint64(in->Field(stats, "expectedBytes"), "stats.expectedBytes");
}

void ReadPace(Arguments* in, Napi::Value value, embedded::Statement* statement) {
  if (!in->Ok() || value.IsUndefined())
    return;
  const Napi::Object pace = in->AsObject(value, "pace");
  if (!in->Ok())
    return;
  statement->commands_per_second =
      in->AsUint32(in->Field(pace, "commandsPerSecond"), "pace.commandsPerSecond");
  statement->command_bytes = in->AsUint32(in->Field(pace, "commandBytes"), "pace.commandBytes");
}

embedded::Statement StatementFrom(Arguments* in, Napi::Object object) {
  embedded::Statement statement;
  statement.instance = in->AsTextOrNull(in->Field(object, "instance"), "instance");
  statement.device_names =
      in->AsTexts(in->Field(object, "deviceNames"), "deviceNames", vdi::kDeviceCountMax);
  statement.block_bytes = in->AsUint32(in->Field(object, "blockSize"), "blockSize");
  statement.transfer_bytes = in->AsUint32(in->Field(object, "transferSize"), "transferSize");
  statement.buffer_count = in->AsUint32(in->Field(object, "bufferCount"), "bufferCount");
  statement.trace_name = in->AsTextOrNull(in->Field(object, "traceName"), "traceName").value_or("");
  statement.seed = in->AsUint64(in->Field(object, "seed"), "seed");
  if (in->Ok())
    ReadFaults(in, in->Field(object, "faults"), &statement);
  if (in->Ok())
    ReadPace(in, in->Field(object, "pace"), &statement);
  if (in->Ok())
    ReadStats(in, in->Field(object, "stats"), &statement);
  if (in->Ok())
    ReadAction(in, in->Field(object, "action"), &statement);
  if (in->Ok() &&
      (statement.block_bytes < vdi::kBlockSizeMin || statement.block_bytes > vdi::kBlockSizeMax ||
       (statement.block_bytes & (statement.block_bytes - 1)) != 0))
    in->RefuseRange("blockSize", "a power of two from 512 to 65536",
                    in->Field(object, "blockSize"));
  return statement;
}

Settle SettleWith(RunningStatement* running, embedded::Verdict verdict) {
  return [running, verdict = std::move(verdict)](Napi::Env env,
                                                 const Napi::Promise::Deferred& deferred) {
    delete running;
    Napi::Object result = Napi::Object::New(env);
    Napi::Array bytes = Napi::Array::New(env, verdict.bytes.size());
    for (uint32_t i = 0; i < verdict.bytes.size(); ++i)
      bytes.Set(i, FromBytes(env, verdict.bytes[i]));
    result.Set("ok", Napi::Boolean::New(env, verdict.ok));
    result.Set("bytes", bytes);
    deferred.Resolve(result);
  };
}

Napi::Value RunStatement(const Napi::CallbackInfo& info) {
  Arguments in(info, "runStatement");
  const Napi::Object object = in.Object(0, "statement");
  if (!in.Ok())
    return info.Env().Undefined();
  embedded::Statement statement = StatementFrom(&in, object);
  const Napi::Function on_message =
      in.Ok() ? in.AsFunction(in.Field(object, "onMessage"), "onMessage") : Napi::Function();
  if (!in.Ok())
    return info.Env().Undefined();
  std::shared_ptr<embedded::StatementControl> control;
  if (in.At(1).IsUndefined()) {
    control = std::make_shared<embedded::StatementControl>();
  } else {
    const ControlObject* object_of_control = ControlObject::Unwrap(in.At(1));
    if (object_of_control == nullptr)
      return info.Env().Undefined();
    control = object_of_control->control();
  }
  auto* running =
      new RunningStatement(info.Env(), std::move(statement), on_message, std::move(control));
  return RunOnThread(info.Env(), Napi::Object(),
                     [running] { return SettleWith(running, running->Run()); });
}

Napi::Value StreamBytes(const Napi::CallbackInfo& info) {
  Arguments in(info, "streamBytes");
  const embedded::DatabaseSpec database = DatabaseFrom(&in, in.At(0));
  const uint32_t device_count = in.Ok() ? in.Uint32(1, "deviceCount") : 0;
  const uint32_t block_bytes = in.Ok() ? in.Uint32(2, "blockSize") : 0;
  if (in.Ok() && (device_count == 0 || device_count > vdi::kDeviceCountMax))
    in.RefuseRange("deviceCount", "1 to 64", info[1]);
  if (in.Ok() && (block_bytes < vdi::kBlockSizeMin || block_bytes > vdi::kBlockSizeMax ||
                  (block_bytes & (block_bytes - 1)) != 0))
    in.RefuseRange("blockSize", "a power of two from 512 to 65536", info[2]);
  if (!in.Ok())
    return info.Env().Undefined();
  const std::vector<uint64_t> bytes = embedded::StreamBytes(database, device_count, block_bytes);
  Napi::Array array = Napi::Array::New(info.Env(), bytes.size());
  for (uint32_t i = 0; i < bytes.size(); ++i)
    array.Set(i, FromBytes(info.Env(), bytes[i]));
  return array;
}

}  // namespace

embedded::DatabaseSpec DatabaseFrom(Arguments* in, Napi::Value value) {
  embedded::DatabaseSpec database;
  const Napi::Object object = in->AsObject(value, "database");
  if (!in->Ok())
    return database;
  const std::string kind = in->AsText(in->Field(object, "kind"), "database.kind");
  if (kind == "replay") {
    database.kind = embedded::DatabaseSpec::Kind::kReplay;
    database.files =
        in->AsTexts(in->Field(object, "files"), "database.files", vdi::kDeviceCountMax);
    return database;
  }
  if (kind != "generate") {
    if (in->Ok())
      in->Refuse("database.kind", "\"replay\" or \"generate\"", in->Field(object, "kind"));
    return database;
  }
  database.bytes = in->AsUint64(in->Field(object, "bytes"), "database.bytes");
  database.seed = in->AsUint64(in->Field(object, "seed"), "database.seed");
  database.entropy = in->AsDouble(in->Field(object, "entropy"), "database.entropy");
  if (in->Ok() && !(database.entropy >= 0 && database.entropy <= 1))
    in->RefuseRange("database.entropy", "0 to 1", in->Field(object, "entropy"));
  return database;
}

void RegisterServer(Napi::Env env, Napi::Object exports) {
  exports.Set("StatementControl", ControlObject::Define(env));
  exports.Set("runStatement", Napi::Function::New(env, RunStatement, "runStatement"));
  exports.Set("streamBytes", Napi::Function::New(env, StreamBytes, "streamBytes"));
}

}  // namespace handoff::addon
