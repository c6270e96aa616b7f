// SPDX-License-Identifier: MIT
/// A backup program as the published samples are built: one device; a thread for each device; or a
/// process for each device, each a secondary client. It knows the published interface alone and
/// nothing of Handoff, and it is compiled against the header that such programs have.
///
///   vdi_client one|threads|processes backup|restore SET DEVICES PREFIX [abort-after]
///
/// Device i works on file PREFIX.i. `created` on stdout: the statement may be started now.
/// `abort-after` N: after N commands of device 0 its thread signals an abort, or its process dies.
/// Exit status: 0 every device ended with VD_E_CLOSE, 1 the set was aborted, 2 usage, 3 a file or a
/// call failed.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace client {

inline constexpr int kExitAborted = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitFailed = 3;
inline constexpr int kExitDied = 7;
inline constexpr int kConfigurationMs = 15'000;

struct Task {
  std::string mode;
  bool is_backup = true;
  std::string set;
  uint32_t devices = 1;
  std::string prefix;
  uint32_t abort_after = 0;  ///< 0 = never
};

inline std::string DeviceName(const Task& task, uint32_t index) {
  return index == 0 ? task.set : task.set + std::to_string(index);
}

inline std::string FileName(const Task& task, uint32_t index) {
  return task.prefix + "." + std::to_string(index);
}

inline int Fail(const char* what, int code) {
  std::fprintf(stderr, "vdi_client: %s: 0x%08X\n", what, static_cast<unsigned>(code));
  return kExitFailed;
}

/// What to do with one command. @return the Win32 code; `*bytes` moved
template <typename Api>
uint32_t Execute(const typename Api::Command& command, std::FILE* file, uint32_t* bytes) {
  *bytes = 0;
  const auto size = static_cast<uint32_t>(command.size);
  switch (static_cast<int>(command.commandCode)) {
    case Api::kRead:
      *bytes = static_cast<uint32_t>(std::fread(command.buffer, 1, size, file));
      return *bytes == size ? 0 : Api::kHandleEof;
    case Api::kWrite:
      *bytes = static_cast<uint32_t>(std::fwrite(command.buffer, 1, size, file));
      return *bytes == size ? 0 : Api::kDiskFull;
    case Api::kFlush:
      return std::fflush(file) == 0 ? 0 : Api::kDiskFull;
    case Api::kClearError:
      return 0;
    default:
      return Api::kNotSupported;
  }
}

/// Serves one device to its end. @return exit status
template <typename Api>
int ServeDevice(typename Api::Set* set, const Task& task, uint32_t index, bool is_process) {
  typename Api::Device device;
  const std::string name = DeviceName(task, index);
  if (const int result = set->OpenDevice(name, &device); result != 0) {
    return result == Api::kAbort ? kExitAborted : Fail("OpenDevice", result);
  }
  std::FILE* const file = std::fopen(FileName(task, index).c_str(), task.is_backup ? "wb" : "rb");
  if (file == nullptr) {
    set->SignalAbort();
    return Fail("file", 0);
  }
  int result = 0;
  typename Api::Command* command = nullptr;
  for (uint32_t count = 1; (result = device.GetCommand(&command)) == 0; ++count) {
    uint32_t bytes = 0;
    const uint32_t code = Execute<Api>(*command, file, &bytes);
    if ((result = device.CompleteCommand(command, code, bytes)) != 0) {
      break;
    }
    if (index == 0 && count == task.abort_after) {
      if (is_process) {
        std::_Exit(kExitDied);  // Without Close: VDI itself does not notice a dead secondary.
      }
      set->SignalAbort();
    }
  }
  std::fclose(file);
  if (result == Api::kClose) {
    return 0;
  }
  return result == Api::kAbort ? kExitAborted : Fail("GetCommand", result);
}

template <typename Api>
int ServeInThreads(typename Api::Set* set, const Task& task) {
  std::vector<std::thread> threads;
  std::vector<int> results(task.devices, 0);
  for (uint32_t i = 0; i < task.devices; ++i) {
    threads.emplace_back([set, &task, &results, i] {
      [[maybe_unused]] const typename Api::Thread joined;
      results[i] = ServeDevice<Api>(set, task, i, false);
    });
  }
  int worst = 0;
  for (uint32_t i = 0; i < task.devices; ++i) {
    threads[i].join();
    worst = results[i] > worst ? results[i] : worst;
  }
  return worst;
}

template <typename Api>
int ServeInProcesses(typename Api::Set* set, const Task& task) {
  std::vector<typename Api::Process> processes(task.devices);
  int worst = 0;
  for (uint32_t i = 0; i < task.devices; ++i) {
    const std::vector<std::string> arguments = {
        "secondary", task.is_backup ? "backup" : "restore",        task.set, std::to_string(i),
        task.prefix, std::to_string(i == 0 ? task.abort_after : 0)};
    if (!processes[i].Start(arguments)) {
      set->SignalAbort();
      return Fail("a process could not be started", 0);
    }
  }
  // Any that ends badly takes the set with it, or the others would wait for ever.
  for (uint32_t waited = 0; waited < task.devices; ++waited) {
    const int status = Api::Process::WaitForAny(&processes);
    if (status != 0 && worst == 0) {
      worst = status == kExitDied ? kExitAborted : status;
      set->SignalAbort();
    }
  }
  return worst;
}

/// A process for one device: opens the set that its parent made.
template <typename Api>
int RunSecondary(const Task& task, uint32_t index) {
  [[maybe_unused]] const typename Api::Thread joined;
  typename Api::Set set;
  if (const int result = set.OpenInSecondary(task.set); result != 0) {
    return result == Api::kAbort ? kExitAborted : Fail("OpenInSecondary", result);
  }
  typename Api::Config config = {};
  if (const int result = set.GetConfiguration(kConfigurationMs, &config); result != 0) {
    return result == Api::kAbort ? kExitAborted : Fail("GetConfiguration", result);
  }
  const bool is_backup = (config.features & Api::kWriteMedia) != 0;
  if (is_backup != task.is_backup) {
    return Fail("the direction is another one", static_cast<int>(config.features));
  }
  const int status = ServeDevice<Api>(&set, task, index, true);
  set.Close();
  return status;
}

template <typename Api>
int RunPrimary(const Task& task) {
  [[maybe_unused]] const typename Api::Thread joined;
  typename Api::Set set;
  typename Api::Config config = {};
  config.deviceCount = task.devices;
  if (const int result = set.Create(task.set, &config); result != 0) {
    return Fail("Create", result);
  }
  std::puts("created");
  std::fflush(stdout);
  int status = 0;
  if (const int result = set.GetConfiguration(kConfigurationMs, &config); result != 0) {
    status = result == Api::kAbort ? kExitAborted : Fail("GetConfiguration", result);
  } else if (task.mode == "one") {
    status = ServeDevice<Api>(&set, task, 0, false);
  } else if (task.mode == "threads") {
    status = ServeInThreads<Api>(&set, task);
  } else {
    status = ServeInProcesses<Api>(&set, task);
  }
  set.Close();
  return status;
}

template <typename Api>
int Main(int count, char** arguments) {
  if (count < 6) {
    std::fputs(
        "usage: vdi_client one|threads|processes backup|restore SET DEVICES PREFIX [abort-after]\n",
        stderr);
    return kExitUsage;
  }
  Task task;
  task.mode = arguments[1];
  task.is_backup = std::strcmp(arguments[2], "backup") == 0;
  task.set = arguments[3];
  const auto number = static_cast<uint32_t>(std::atoi(arguments[4]));
  task.prefix = arguments[5];
  task.abort_after = count > 6 ? static_cast<uint32_t>(std::atoi(arguments[6])) : 0;
  if (task.mode == "secondary") {
    return RunSecondary<Api>(task, number);
  }
  task.devices = task.mode == "one" ? 1 : number;
  return RunPrimary<Api>(task);
}

}  // namespace client
