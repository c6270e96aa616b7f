// SPDX-License-Identifier: MIT
#include "native/sqlserver/self_test.h"

#include <unistd.h>

#include <atomic>
#include <thread>

#include "native/platform/deadline.h"
#include "native/sqlserver/linux_set.h"

namespace handoff::sqlserver {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

constexpr uint32_t kDevices = 2;
constexpr uint32_t kAttachMsMax = 60'000;
constexpr uint32_t kBackupMsMax = 120'000;
/// Between two looks at the statement and the clock.
constexpr uint32_t kWaitMs = 250;

struct Served {
  uint64_t bytes = 0;
  Hresult end = VD_E_UNEXPECTED;
};

std::string NameOf(Hresult code) {
  const char* const name = NameOfHresult(code);
  return name != nullptr ? name : std::to_string(code);
}

/// Answers every command of a backup with success until the device ends.
void Serve(VirtualDeviceSet* set, VirtualDevice* device, Served* served) {
  const platform::Deadline deadline(kBackupMsMax);
  VDC_Command* command = nullptr;
  while (true) {
    served->end = device->GetCommand(kWaitMs, &command);
    if (served->end == VD_E_TIMEOUT && deadline.RemainingMs() > 0) {
      continue;
    }
    if (served->end != NOERROR) {
      break;
    }
    const bool is_write = command->commandCode == VDC_Write;
    const bool is_known =
        is_write || command->commandCode == VDC_Flush || command->commandCode == VDC_Complete;
    const uint32_t bytes = is_write ? static_cast<uint32_t>(command->size) : 0;
    served->bytes += bytes;
    device->CompleteCommand(command, is_known ? ERROR_SUCCESS : ERROR_NOT_SUPPORTED, bytes, 0);
  }
  if (served->end != VD_E_CLOSE) {
    set->SignalAbort();  // The other device must not wait for a backup that is lost.
  }
}

/// @return NOERROR, or why the set did not get its devices
Hresult OpenDevices(VirtualDeviceSet* set, const std::vector<std::string>& names,
                    const std::atomic<bool>& has_statement_ended, VirtualDevice** devices) {
  const platform::Deadline deadline(kAttachMsMax);
  VDConfig config = {};
  Hresult result = VD_E_TIMEOUT;
  while (result == VD_E_TIMEOUT && deadline.RemainingMs() > 0 && !has_statement_ended) {
    result = set->GetConfiguration(kWaitMs, &config);
  }
  for (uint32_t i = 0; i < kDevices && result == NOERROR; ++i) {
    result = set->OpenDevice(names[i].c_str(), &devices[i]);
  }
  return result;
}

SelfTestReport ReportOf(const std::string& path, bool is_statement_ok, Hresult opened,
                        const Served (&served)[kDevices]) {
  SelfTestReport report;
  bool has_all = true;
  for (const Served& each : served) {
    report.bytes.push_back(each.bytes);
    has_all = has_all && each.end == VD_E_CLOSE && each.bytes > 0;
  }
  report.is_passed = is_statement_ok && opened == NOERROR && has_all;
  report.text = report.is_passed ? "Two devices work with " + path + ": "
                                 : "Two devices do not work with " + path + ": ";
  if (opened != NOERROR) {
    report.text += "the set was not opened (" + NameOf(opened) + "), ";
  }
  report.text += "the devices ended with " + NameOf(served[0].end) + " after " +
                 std::to_string(served[0].bytes) + " bytes and " + NameOf(served[1].end) +
                 " after " + std::to_string(served[1].bytes) + " bytes, the statement " +
                 (is_statement_ok ? "succeeded." : "failed.");
  return report;
}

}  // namespace

SelfTestReport RunStripingTest(const std::shared_ptr<LinuxLibrary>& library,
                               const BackupStatement& backup) {
  const std::unique_ptr<VirtualDeviceSet> set = NewLinuxSet(library, Striping::kAlways);
  const std::string name = "handoff-self-test-" + std::to_string(getpid());
  const std::vector<std::string> names = {name, name + "1"};
  VDConfig wish = {};
  wish.deviceCount = kDevices;
  wish.features = VDF_RequestComplete;
  if (const Hresult made = set->CreateEx(nullptr, name.c_str(), &wish); made != NOERROR) {
    return {false, "The set could not be made (" + NameOf(made) + "). " + set->Problem(), {}};
  }
  std::atomic<bool> has_ended{false};
  bool is_statement_ok = false;
  std::thread statement([&] {
    is_statement_ok = backup(names);
    has_ended = true;
  });
  VirtualDevice* devices[kDevices] = {};
  Served served[kDevices];
  const Hresult opened = OpenDevices(set.get(), names, has_ended, devices);
  if (opened == NOERROR) {
    std::thread second([&] { Serve(set.get(), devices[1], &served[1]); });
    Serve(set.get(), devices[0], &served[0]);
    second.join();
  }
  set->Close();  // Before the statement is joined: it may wait for a client that gave up.
  statement.join();
  SelfTestReport report = ReportOf(library->path(), is_statement_ok, opened, served);
  if (report.is_passed) {
    library->SetStripingProved();
  }
  return report;
}

}  // namespace handoff::sqlserver
