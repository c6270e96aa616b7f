// SPDX-License-Identifier: MIT
/// addon.BackupFile: the plain stream of a backup file, and the check of its data.
///
/// Threads: the JavaScript thread; opening, reading and checking run one after another on a thread
/// of the object's own (a check spreads over more). Ownership: a promise keeps the object alive.
#pragma once

#include <napi.h>

#include <memory>
#include <string>

#include "native/addon/addon.h"
#include "native/inspect/backup_view.h"
#include "native/inspect/page_check.h"

namespace handoff::addon {

class BackupObject : public TaggedObject<BackupObject>, public Closable {
 public:
  static constexpr napi_type_tag kTypeTag = {0x3d0f6a92c1b84e57u, 0xa7e15b3c9d402f68u};
  static constexpr const char* kClassName = "BackupFile";

  explicit BackupObject(const Napi::CallbackInfo& info);
  ~BackupObject() override;

  static Napi::Function Define(Napi::Env env);
  void Interrupt() override;
  void Close() override;

 private:
  Napi::Value Open(const Napi::CallbackInfo& info);
  Napi::Value Read(const Napi::CallbackInfo& info);
  Napi::Value Check(const Napi::CallbackInfo& info);
  Napi::Value BytesChecked(const Napi::CallbackInfo& info);
  Napi::Value Cancel(const Napi::CallbackInfo& info);
  Napi::Value CloseFromJs(const Napi::CallbackInfo& info);

  std::shared_ptr<Environment> environment_;
  std::string path_;
  uint32_t threads_ = 1;
  inspect::BackupView view_;  ///< the work thread's while it runs
  inspect::CheckControl control_;
  WorkThread thread_;
};

}  // namespace handoff::addon
