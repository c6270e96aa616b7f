// SPDX-License-Identifier: MIT
/// The client of client.h with the Linux edition: the published classes of libsqlvdi.so.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "native/clients/client.h"
#include "vdi.h"

extern char** environ;

namespace {

struct LinuxApi {
  using Command = VDC_Command;
  using Config = VDConfig;
  static constexpr int kRead = VDC_Read;
  static constexpr int kWrite = VDC_Write;
  static constexpr int kFlush = VDC_Flush;
  static constexpr int kClearError = VDC_ClearError;
  static constexpr uint32_t kWriteMedia = VDF_WriteMedia;
  static constexpr uint32_t kHandleEof = ERROR_HANDLE_EOF;
  static constexpr uint32_t kDiskFull = ERROR_DISK_FULL;
  static constexpr uint32_t kNotSupported = ERROR_NOT_SUPPORTED;
  static constexpr int kAbort = VD_E_ABORT;
  static constexpr int kClose = VD_E_CLOSE;

  struct Thread {};

  struct Device {
    ClientVirtualDevice* device = nullptr;

    int GetCommand(VDC_Command** command) const {
      return device->GetCommand(-1, command);
    }
    int CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes) const {
      return device->CompleteCommand(command, static_cast<int>(code), bytes, 0);
    }
  };

  struct Set {
    ClientVirtualDeviceSet set;

    int Create(const std::string& name, VDConfig* config) {
      std::string text = name;
      return set.Create(text.data(), config);
    }
    int GetConfiguration(int timeout_ms, VDConfig* config) {
      return set.GetConfiguration(timeout_ms, config);
    }
    int OpenDevice(const std::string& name, Device* device) {
      std::string text = name;
      return set.OpenDevice(text.data(), &device->device);
    }
    int OpenInSecondary(const std::string& name) {
      std::string text = name;
      return set.OpenInSecondary(text.data());
    }
    void SignalAbort() {
      set.SignalAbort();
    }
    void Close() {
      set.Close();
    }
  };

  class Process {
   public:
    bool Start(const std::vector<std::string>& arguments) {
      std::vector<std::string> texts = arguments;
      std::vector<char*> all = {self_};
      for (std::string& text : texts) {
        all.push_back(text.data());
      }
      all.push_back(nullptr);
      return posix_spawn(&pid_, self_, nullptr, nullptr, all.data(), environ) == 0;
    }
    /// Exit status of the next one to end; 128 for one that was killed.
    static int WaitForAny(std::vector<Process>*) {
      int status = 0;
      waitpid(-1, &status, 0);
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    }

   private:
    static inline char self_[] = "/proc/self/exe";
    pid_t pid_ = -1;
  };
};

}  // namespace

int main(int count, char** arguments) {
  return client::Main<LinuxApi>(count, arguments);
}
