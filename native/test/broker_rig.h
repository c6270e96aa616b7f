// SPDX-License-Identifier: MIT
/// A whole run in real processes for tests: this process is the primary, the embedded server and
/// the secondaries are this program started again as one of the two hidden cases of broker_test.cc.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "native/broker/broker.h"
#include "native/broker/secondary.h"
#include "native/embedded/client_set.h"
#include "native/embedded/statement.h"
#include "native/vdi/vdi_error.h"

namespace handoff::test {

/// A new empty folder that is removed with everything in it.
class TempFolder {
 public:
  TempFolder() {
    char pattern[] = "/tmp/handoff-test-XXXXXX";
    REQUIRE(mkdtemp(pattern) != nullptr);
    path_ = pattern;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string File(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

inline std::vector<uint8_t> BytesOfFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// How many mappings of a segment this process has, also when its name was removed.
inline uint32_t MappingsOf(const std::string& segment) {
  std::ifstream maps("/proc/self/maps");
  uint32_t count = 0;
  for (std::string line; std::getline(maps, line);) {
    count += line.find("/dev/shm/" + segment) != std::string::npos ? 1 : 0;
  }
  return count;
}

/// A child of this program with settings in its environment. It writes one line to `answers` when
/// it is ready and may write more; it ends when `hold` is closed.
class RigChild {
 public:
  RigChild(const std::string& test_case, const std::map<std::string, std::string>& settings) {
    signal(SIGPIPE, SIG_IGN);  // A child may be gone when it is let go.
    int down[2];
    int up[2];
    REQUIRE(pipe2(down, O_CLOEXEC) == 0);
    REQUIRE(pipe2(up, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, down[0], 0);
    posix_spawn_file_actions_adddup2(&actions, up[1], 1);
    std::vector<std::string> variables;
    for (char** each = environ; *each != nullptr; ++each) {
      variables.emplace_back(*each);
    }
    for (const auto& [name, value] : settings) {
      variables.push_back("RIG_" + name + "=" + value);
    }
    std::vector<char*> environment;
    for (std::string& variable : variables) {
      environment.push_back(variable.data());
    }
    environment.push_back(nullptr);
    std::string filter = "-tc=" + test_case;
    char program[] = "unit_tests";
    char no_skip[] = "-ns";
    char quiet[] = "-m";
    char* arguments[] = {program, filter.data(), no_skip, quiet, nullptr};
    REQUIRE(posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, arguments,
                        environment.data()) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(down[0]);
    close(up[1]);
    hold_ = down[1];
    answers_ = fdopen(up[0], "r");
  }
  ~RigChild() {
    Release();
    Wait();
    fclose(answers_);
  }
  RigChild(const RigChild&) = delete;
  RigChild& operator=(const RigChild&) = delete;

  /// The next line that begins with "rig "; empty at the end.
  std::string Line() {
    char line[4096];
    while (fgets(line, sizeof line, answers_) != nullptr) {
      if (std::strncmp(line, "rig ", 4) == 0) {
        std::string text = line + 4;
        while (!text.empty() && text.back() == '\n') {
          text.pop_back();
        }
        return text;
      }
    }
    return "";
  }
  void Release() {
    if (hold_ >= 0) {
      static_cast<void>(!write(hold_, "q", 1));  // A child that is gone already needs no word.
      close(hold_);
      hold_ = -1;
    }
  }
  void Kill() {
    kill(pid_, SIGKILL);
  }
  /// Waits for the end. @return wait status.
  int Wait() {
    if (!is_reaped_) {
      waitpid(pid_, &status_, 0);
      is_reaped_ = true;
    }
    return status_;
  }
  bool HasEnded() {
    if (!is_reaped_ && waitpid(pid_, &status_, WNOHANG) == pid_) {
      is_reaped_ = true;
    }
    return is_reaped_;
  }
  pid_t pid() const {
    return pid_;
  }

 private:
  pid_t pid_ = -1;
  int hold_ = -1;
  FILE* answers_ = nullptr;
  int status_ = 0;
  bool is_reaped_ = false;
};

struct RigOptions {
  uint32_t devices = 1;
  uint32_t secondaries = 1;
  uint32_t transfer = 65536;
  uint32_t buffers = 8;
  uint32_t codec_threads = 1;
  uint32_t server_timeout_ms = 0;
  uint32_t features = vdi::VDF_RequestComplete;
  bool is_backup = true;
  uint64_t bytes = 4 << 20;
  double entropy = 0.5;
  uint64_t seed = 1;
  media::Codec codec = media::Codec::kNone;
  int level = 1;
  std::vector<std::string> files;    ///< media, one a device; empty for null
  std::vector<std::string> compare;  ///< restore: what it must equal; empty = discard
  std::vector<broker::Fault> faults;
  std::string trace_name;
  double hang_ms = 3000;  ///< age at which a lease counts as lost
  /// Before the device threads start.
  std::function<void(broker::Broker*, vdi::VirtualDeviceSet*)> on_broker;
  std::function<void(broker::Broker*)> on_tick;                                    ///< every 2 ms
  std::function<void(const std::vector<std::unique_ptr<RigChild>>&)> on_children;  ///< every 2 ms
};

struct RigResult {
  bool is_ok = false;
  std::vector<std::string> messages;
  std::vector<broker::BrokerEvent> events;
  std::map<uint32_t, broker::MediumSummary> summaries;
  uint32_t restarts = 0;
  broker::BrokerFigures figures;
  uint32_t mapped = 0;  ///< mappings of the run's segments that are left when the broker is closed
  std::string problem;

  const broker::BrokerEvent* First(broker::BrokerEvent::Kind kind) const {
    for (const broker::BrokerEvent& event : events) {
      if (event.kind == kind) {
        return &event;
      }
    }
    return nullptr;
  }
};

inline std::string Join(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    all += text + "\n";
  }
  return all;
}

inline std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    parts.push_back(line);
  }
  return parts;
}

class Rig {
 public:
  explicit Rig(RigOptions options) : options_(std::move(options)) {
    static int count = 0;
    const std::string id = std::to_string(getpid()) + "-" + std::to_string(++count);
    for (uint32_t i = 0; i < options_.devices; ++i) {
      names_.push_back("rig-" + id + (i == 0 ? "" : "-" + std::to_string(i)));
    }
    segment_name_ = "handoff-rig-" + id + "-broker";
  }

  RigResult Run() {
    RigResult result;
    auto set = embedded::NewEmbeddedSet();
    vdi::VDConfig wish = {};
    wish.deviceCount = options_.devices;
    wish.features = options_.features;
    wish.serverTimeOut = options_.server_timeout_ms;
    REQUIRE(set->CreateEx(nullptr, names_[0].c_str(), &wish) == vdi::NOERROR);
    RigChild server("child server", ServerSettings());
    vdi::VDConfig config = {};
    REQUIRE(set->GetConfiguration(20000, &config) == vdi::NOERROR);
    auto broker = MakeBroker(set.get());
    REQUIRE(broker != nullptr);
    if (options_.on_broker) {
      options_.on_broker(broker.get(), set.get());
    }
    const vdi::Hresult started = broker->Start();
    if (started != vdi::NOERROR) {
      result.problem = "start";
      set->SignalAbort();
      broker->Close();
      set->Close();
      return result;
    }
    children_.resize(options_.secondaries);
    for (uint32_t i = 0; i < options_.secondaries; ++i) {
      StartSecondary(i, broker.get(), set.get(), &result);
    }
    Serve(broker.get(), set.get(), &result);
    broker->Close();
    result.figures = broker->Figures();
    result.mapped = MappingsOf(segment_name_);
    if (!options_.trace_name.empty()) {
      result.mapped += MappingsOf(options_.trace_name);
    }
    for (std::string line = server.Line(); !line.empty(); line = server.Line()) {
      if (line == "ok" || line == "failed") {
        result.is_ok = line == "ok";
      } else {
        result.messages.push_back(line);
      }
    }
    server.Release();
    children_.clear();
    set->Close();
    return result;
  }

 private:
  std::unique_ptr<broker::Broker> MakeBroker(vdi::VirtualDeviceSet* set) {
    broker::BrokerOptions options;
    options.segment_name = segment_name_;
    options.trace_name = options_.trace_name;
    options.device_names = names_;
    for (uint32_t i = 0; i < options_.devices; ++i) {
      options.assignment.push_back(i % options_.secondaries);
    }
    options.secondary_count = options_.secondaries;
    options.faults = options_.faults;
    options.on_event = [this](broker::BrokerEvent event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
      changed_.notify_one();
    };
    return broker::Broker::Create(set, std::move(options));
  }

  std::map<std::string, std::string> ServerSettings() const {
    return {{"NAMES", Join(names_)},
            {"BACKUP", options_.is_backup ? "1" : "0"},
            {"TRANSFER", std::to_string(options_.transfer)},
            {"BUFFERS", std::to_string(options_.buffers)},
            {"BYTES", std::to_string(options_.bytes)},
            {"SEED", std::to_string(options_.seed)},
            {"ENTROPY", std::to_string(options_.entropy)},
            {"TRACE", options_.trace_name},
            {"COMPARE", Join(options_.compare)}};
  }

  void StartSecondary(uint32_t index, broker::Broker* broker, vdi::VirtualDeviceSet* set,
                      RigResult* result) {
    std::vector<std::string> media;
    for (uint32_t i = index; i < options_.devices; i += options_.secondaries) {
      media.push_back(std::to_string(i) + " " + std::to_string(static_cast<int>(options_.codec)) +
                      " " + std::to_string(options_.level) + " " +
                      (options_.is_backup ? "w" : "r") + " " +
                      (i < options_.files.size() ? options_.files[i] : "-"));
    }
    children_[index] = std::make_unique<RigChild>(
        "child secondary",
        std::map<std::string, std::string>{{"SET", names_[0]},
                                           {"SEGMENT", segment_name_},
                                           {"TRACE", options_.trace_name},
                                           {"INDEX", std::to_string(index)},
                                           {"THREADS", std::to_string(options_.codec_threads)},
                                           {"MEDIA", Join(media)}});
    const std::string answer = children_[index]->Line();
    if (answer == "ready") {
      broker->AttachSecondary(index, static_cast<uint32_t>(children_[index]->pid()));
      return;
    }
    if (answer.empty()) {
      return;  // Killed while it started: the next look finds it dead.
    }
    if (result->problem.empty()) {
      result->problem = answer;  // What follows is only that the set was aborted.
    }
    set->SignalAbort();
  }

  void Serve(broker::Broker* broker, vdi::VirtualDeviceSet* set, RigResult* result) {
    bool has_ended = false;
    while (!has_ended) {
      std::deque<broker::BrokerEvent> events;
      {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::milliseconds(2), [this] { return !events_.empty(); });
        events.swap(events_);
      }
      for (broker::BrokerEvent& event : events) {
        if (event.kind == broker::BrokerEvent::Kind::kCompletePending) {
          broker->CompleteDevice(event.device, 0);
        }
        if (event.has_summary) {
          result->summaries[event.device] = event.summary;
        }
        has_ended |= event.kind == broker::BrokerEvent::Kind::kEnded;
        result->events.push_back(std::move(event));
      }
      if (options_.on_tick) {
        options_.on_tick(broker);
      }
      if (options_.on_children) {
        options_.on_children(children_);
      }
      const broker::BrokerFigures figures = broker->Figures();
      for (uint32_t i = 0; i < options_.secondaries && !has_ended; ++i) {
        const bool is_hung = figures.secondaries[i].oldest_lease_age_ms > options_.hang_ms;
        if (is_hung || children_[i]->HasEnded()) {
          Replace(i, broker, set, result);
        }
      }
    }
  }

  void Replace(uint32_t index, broker::Broker* broker, vdi::VirtualDeviceSet* set,
               RigResult* result) {
    broker->RevokeSecondary(index);
    if (++result->restarts > 50) {
      result->problem = "restarts without end";
      set->SignalAbort();
      return;
    }
    children_[index]->Wait();
    StartSecondary(index, broker, set, result);
  }

  RigOptions options_;
  std::vector<std::string> names_;
  std::string segment_name_;
  std::vector<std::unique_ptr<RigChild>> children_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<broker::BrokerEvent> events_;
};

inline std::string Setting(const char* name) {
  const char* value = std::getenv((std::string("RIG_") + name).c_str());
  return value != nullptr ? value : "";
}

inline void Say(const std::string& line) {
  const std::string text = "rig " + line + "\n";
  if (write(1, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    _exit(1);  // Nobody listens any more.
  }
}

/// Returns when the parent lets go. @return false when it is gone without a word.
inline bool AwaitRelease() {
  char byte = 0;
  return read(0, &byte, 1) == 1;
}

inline void RunServerChild() {
  embedded::Statement statement;
  statement.device_names = Split(Setting("NAMES"));
  statement.transfer_bytes = static_cast<uint32_t>(std::stoul(Setting("TRANSFER")));
  statement.buffer_count = static_cast<uint32_t>(std::stoul(Setting("BUFFERS")));
  statement.seed = std::stoull(Setting("SEED"));
  statement.trace_name = Setting("TRACE");
  statement.is_backup = Setting("BACKUP") == "1";
  statement.database.bytes = std::stoull(Setting("BYTES"));
  statement.database.seed = statement.seed;
  statement.database.entropy = std::stod(Setting("ENTROPY"));
  statement.sink.files = Split(Setting("COMPARE"));
  statement.sink.kind = statement.sink.files.empty() ? embedded::SinkSpec::Kind::kDiscard
                                                     : embedded::SinkSpec::Kind::kCompare;
  const embedded::Verdict verdict =
      embedded::RunStatement(statement, [](const embedded::ServerMessage& message) {
        Say(std::to_string(message.number) + " " + message.text);
      });
  Say(verdict.ok ? "ok" : "failed");
}

inline void RunSecondaryChild() {
  broker::SecondaryOptions options;
  options.set_name = Setting("SET");
  options.segment_name = Setting("SEGMENT");
  options.trace_name = Setting("TRACE");
  options.index = static_cast<uint32_t>(std::stoul(Setting("INDEX")));
  broker::Secondary secondary(options);
  const vdi::Hresult hr = secondary.Open();
  if (hr != vdi::NOERROR) {
    Say("hr " + std::to_string(hr));
    return;
  }
  std::vector<broker::MediumSpec> media;
  for (const std::string& line : Split(Setting("MEDIA"))) {
    std::istringstream words(line);
    broker::MediumSpec spec;
    int codec = 0;
    std::string direction;
    words >> spec.device >> codec >> spec.options.level >> direction >> spec.options.path;
    spec.options.codec = static_cast<media::Codec>(codec);
    spec.direction = direction == "w" ? broker::Direction::kWrite : broker::Direction::kRead;
    media.push_back(spec);
  }
  media::OpenError error;
  if (!secondary.OpenMedia(media, static_cast<uint32_t>(std::stoul(Setting("THREADS"))), &error)) {
    Say("open " + std::to_string(error.os_error) + " " + error.path);
    return;
  }
  Say("ready");
  if (!AwaitRelease()) {
    sleep(10);  // The primary died: its watcher ends this process sooner.
  }
  secondary.Close();
}

/// A primary that is there to be killed: a backup that never ends by itself.
inline void RunPrimaryChild() {
  RigOptions options;
  options.bytes = uint64_t{1} << 40;
  options.codec = static_cast<media::Codec>(std::stoi(Setting("CODEC")));
  options.devices = 2;
  options.secondaries = 2;
  options.files = Split(Setting("FILES"));
  bool is_said = false;
  options.on_tick = [&is_said](broker::Broker* broker) {
    if (!is_said && broker->Figures().devices[0].bytes > 0 &&
        broker->Figures().devices[1].bytes > 0) {
      is_said = true;
      Say("running");
    }
  };
  Rig(options).Run();
}

}  // namespace handoff::test
