// SPDX-License-Identifier: MIT
/// The client of client.h with the Windows edition: COM, whatever sqlvdi.dll is registered.
#include <windows.h>

#include <string>
#include <vector>

#include "native/clients/client.h"
#include "vdi.h"

namespace {

std::wstring Wide(const std::string& text) {
  return {text.begin(), text.end()};  // Names here are ASCII.
}

struct WindowsApi {
  using Command = sqlvdi::Command;
  using Config = sqlvdi::Config;
  static constexpr int kRead = sqlvdi::kRead;
  static constexpr int kWrite = sqlvdi::kWrite;
  static constexpr int kFlush = sqlvdi::kFlush;
  static constexpr int kClearError = sqlvdi::kClearError;
  static constexpr uint32_t kWriteMedia = sqlvdi::kWriteMedia;
  static constexpr uint32_t kHandleEof = ERROR_HANDLE_EOF;
  static constexpr uint32_t kDiskFull = ERROR_DISK_FULL;
  static constexpr uint32_t kNotSupported = ERROR_NOT_SUPPORTED;
  static constexpr int kAbort = sqlvdi::kAbort;
  static constexpr int kClose = sqlvdi::kClose;

  struct Thread {
    Thread() {
      CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    }
    ~Thread() {
      CoUninitialize();
    }
  };

  struct Device {
    sqlvdi::IClientDevice* device = nullptr;

    ~Device() {
      if (device != nullptr) {
        device->Release();
      }
    }
    int GetCommand(sqlvdi::Command** command) const {
      return device->GetCommand(INFINITE, command);
    }
    int CompleteCommand(sqlvdi::Command* command, uint32_t code, uint32_t bytes) const {
      return device->CompleteCommand(command, code, bytes, 0);
    }
  };

  struct Set {
    sqlvdi::IClientSet2* set = nullptr;

    ~Set() {
      if (set != nullptr) {
        set->Release();
      }
    }
    int Make() {
      return CoCreateInstance(sqlvdi::kClientSetId, nullptr, CLSCTX_INPROC_SERVER,
                              sqlvdi::kClientSet2Id, reinterpret_cast<void**>(&set));
    }
    int Create(const std::string& name, Config* config) {
      const int made = Make();
      return made != 0 ? made : set->CreateEx(nullptr, Wide(name).c_str(), config);
    }
    int GetConfiguration(int timeout_ms, Config* config) const {
      return set->GetConfiguration(static_cast<DWORD>(timeout_ms), config);
    }
    int OpenDevice(const std::string& name, Device* device) const {
      return set->OpenDevice(Wide(name).c_str(), &device->device);
    }
    int OpenInSecondary(const std::string& name) {
      const int made = Make();
      return made != 0 ? made : set->OpenInSecondaryEx(nullptr, Wide(name).c_str());
    }
    void SignalAbort() const {
      set->SignalAbort();
    }
    void Close() const {
      set->Close();
    }
  };

  class Process {
   public:
    bool Start(const std::vector<std::string>& arguments) {
      wchar_t self[MAX_PATH] = {};
      GetModuleFileNameW(nullptr, self, MAX_PATH);
      std::wstring line = L"\"" + std::wstring(self) + L"\"";
      for (const std::string& argument : arguments) {
        line += L" \"" + Wide(argument) + L"\"";
      }
      STARTUPINFOW startup = {};
      startup.cb = sizeof(startup);
      PROCESS_INFORMATION process = {};
      if (!CreateProcessW(self, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup,
                          &process)) {
        return false;
      }
      CloseHandle(process.hThread);
      handle_ = process.hProcess;
      return true;
    }
    /// Exit status of the next one to end.
    static int WaitForAny(std::vector<Process>* processes) {
      std::vector<HANDLE> handles;
      for (const Process& process : *processes) {
        if (process.handle_ != nullptr) {
          handles.push_back(process.handle_);
        }
      }
      const DWORD woken = WaitForMultipleObjects(static_cast<DWORD>(handles.size()), handles.data(),
                                                 FALSE, INFINITE);
      DWORD status = 0;
      HANDLE ended = handles[woken - WAIT_OBJECT_0];
      GetExitCodeProcess(ended, &status);
      for (Process& process : *processes) {
        process.handle_ = process.handle_ == ended ? nullptr : process.handle_;
      }
      CloseHandle(ended);
      return static_cast<int>(status);
    }

   private:
    HANDLE handle_ = nullptr;
  };
};

}  // namespace

int main(int count, char** arguments) {
  return client::Main<WindowsApi>(count, arguments);
}
