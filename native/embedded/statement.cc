// SPDX-License-Identifier: MIT
#include "native/embedded/statement.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "native/embedded/control_block.h"
#include "native/embedded/server_set.h"
#include "native/embedded/statement_lane.h"
#include "native/embedded/statement_messages.h"
#include "native/trace/trace.h"

namespace handoff::embedded {

namespace {

/// For how long the server waits for client-supplied buffer areas, which nobody supplies here.
constexpr uint32_t kConfigurationTimeoutMs = 10'000;

/// Features that the server decides, whatever the client's mask has in their places.
constexpr uint32_t kServerFeatures =
    vdi::VDF_WriteMedia | vdi::VDF_ReadMedia | vdi::VDF_CompleteEnabled;

std::string CallFailed(const char* call, vdi::Hresult result) {
  const char* name = vdi::NameOfHresult(result);
  return std::string(call) + " answered " + (name != nullptr ? name : std::to_string(result)) + ".";
}

}  // namespace

void StatementControl::Abort() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_aborted_ = true;
  if (set_ != nullptr)
    set_->SignalAbort();
}

bool StatementControl::Attach(ServerSet* set) {
  const std::lock_guard<std::mutex> lock(mutex_);
  set_ = set;
  return !is_aborted_;
}

void StatementControl::Detach() {
  const std::lock_guard<std::mutex> lock(mutex_);
  set_ = nullptr;
}

class StatementRun {
 public:
  StatementRun(const Statement& statement,
               const std::function<void(const ServerMessage&)>& on_message,
               StatementControl* control)
      : statement_(statement),
        control_(control),
        set_(ServerSet::New()),
        shared_(statement, set_.get(), on_message, control) {}

  Verdict Run() {
    Verdict verdict;
    verdict.bytes.resize(DeviceCount());
    // In the real order: what is wrong with the statement is found before the set is opened.
    verdict.ok =
        CheckStatement() && OpenMedia() && Configure() && OpenDevices() && RunLanes() && Publish();
    for (size_t i = 0; i < lanes_.size(); ++i)
      verdict.bytes[i] = lanes_[i]->bytes();
    const double seconds = SecondsOfTransfer();
    End();
    SayVerdict(verdict, seconds);
    return verdict;
  }

 private:
  uint32_t DeviceCount() const {
    return static_cast<uint32_t>(statement_.device_names.size());
  }

  /// From the first command of any device until now.
  double SecondsOfTransfer() const {
    const uint64_t now_ns = trace::NowNs();
    uint64_t first_ns = now_ns;
    for (const auto& lane : lanes_) {
      if (lane->first_issue_ns() != 0)
        first_ns = std::min(first_ns, lane->first_issue_ns());
    }
    return static_cast<double>(now_ns - first_ns) / 1e9;
  }

  bool CheckStatement() {
    if (DeviceCount() == 0 || DeviceCount() > vdi::kDeviceCountMax)
      return Refuse({3205, 16,
                     "A statement has 1 to 64 devices, not " + std::to_string(DeviceCount()) + ".",
                     kNoDevice});
    if (statement_.buffer_count < DeviceCount())
      return Refuse({3250, 16,
                     "BUFFERCOUNT " + std::to_string(statement_.buffer_count) +
                         " is too small: each of the " + std::to_string(DeviceCount()) +
                         " devices needs a buffer of its own.",
                     kNoDevice});
    const uint32_t command = statement_.command_bytes;
    if (command > statement_.transfer_bytes || command % statement_.block_bytes != 0)
      return Refuse({3217, 16,
                     "Commands of " + std::to_string(command) +
                         " bytes are no multiple of the block size up to the transfer size.",
                     kNoDevice});
    return true;
  }

  bool OpenMedia() {
    Problem problem;
    if (statement_.is_backup)
      streams_ = OpenDatabase(statement_.database, DeviceCount(), statement_.block_bytes, &problem);
    else
      sinks_ = OpenSinks(statement_.sink, DeviceCount(), &problem);
    if (streams_.empty() && sinks_.empty())
      return Refuse(CannotOpenFile(problem));
    return true;
  }

  bool Configure() {
    const std::string& name = statement_.device_names[0];
    const char* instance = statement_.instance ? statement_.instance->c_str() : nullptr;
    vdi::Hresult result = set_->Open(instance, name.c_str());
    if (result != vdi::NOERROR)
      return Refuse(CannotOpenSet(name, CallFailed("Open", result)));
    is_open_ = true;
    if (control_ != nullptr && !control_->Attach(set_.get()))
      return Refuse(StatementAborted());
    vdi::VDConfig wish = {};
    result = set_->GetConfiguration(&wish);
    if (result != vdi::NOERROR)
      return Refuse(BadConfiguration(CallFailed("GetConfiguration", result)));
    if (wish.deviceCount != DeviceCount())
      return Refuse(BadConfiguration("the client made " + std::to_string(wish.deviceCount) +
                                     " devices, the statement names " +
                                     std::to_string(DeviceCount()) + "."));
    return SetConfiguration(wish);
  }

  bool SetConfiguration(const vdi::VDConfig& wish) {
    uint32_t features = wish.features & ~kServerFeatures;
    features |= statement_.is_backup ? vdi::VDF_WriteMedia : vdi::VDF_ReadMedia;
    if (statement_.is_backup && (wish.features & vdi::VDF_RequestComplete) != 0)
      features |= vdi::VDF_CompleteEnabled;
    // A wish below the block size is met by the block size.
    alignment_ = std::max(wish.alignment, statement_.block_bytes);
    vdi::Hresult result =
        set_->BeginConfiguration(features, statement_.block_bytes, alignment_,
                                 statement_.transfer_bytes, kConfigurationTimeoutMs);
    if (result != vdi::NOERROR)
      return Refuse(BadConfiguration(CallFailed("BeginConfiguration", result)));
    result = set_->RequestBuffers(statement_.transfer_bytes, alignment_, statement_.buffer_count);
    if (result != vdi::NOERROR)
      return Refuse(BadConfiguration(CallFailed("RequestBuffers", result)));
    result = set_->EndConfiguration();
    if (result != vdi::NOERROR)
      return Refuse(BadConfiguration(CallFailed("EndConfiguration", result)));
    return true;
  }

  bool OpenDevices() {
    // In place before the last device opens: with that the set may become active at any moment.
    agent_ = std::thread([this] { set_->ExecuteCompletionAgent(); });
    for (const std::string& name : statement_.device_names) {
      ServerDevice* device = nullptr;
      const vdi::Hresult result =
          set_->OpenDevice(name.c_str(), Dispatch::kOnDeviceThread, &device);
      if (result != vdi::NOERROR)
        return Refuse(CannotOpenSet(name, CallFailed("OpenDevice", result)));
      devices_.push_back(device);
    }
    return MakeLanes();
  }

  bool MakeLanes() {
    std::shared_ptr<trace::Segment> segment;
    if (!statement_.trace_name.empty())
      segment = trace::Segment::Open(statement_.trace_name);
    for (uint32_t i = 0; i < DeviceCount(); ++i) {
      std::vector<uint8_t*> buffers;
      if (!AllocateShare(i, &buffers))
        return false;
      trace::Writer writer =
          segment != nullptr ? segment->NewWriter(trace::kActorServer) : trace::Writer();
      if (statement_.is_backup)
        lanes_.push_back(NewBackupLane(&shared_, i, devices_[i], std::move(buffers),
                                       std::move(writer), streams_[i].get()));
      else
        lanes_.push_back(NewRestoreLane(&shared_, i, devices_[i], std::move(buffers),
                                        std::move(writer), sinks_[i].get()));
    }
    return true;
  }

  /// Device `index`'s fair share of the buffers; more than the queue holds would be of no use.
  bool AllocateShare(uint32_t index, std::vector<uint8_t*>* buffers) {
    const uint32_t share = statement_.buffer_count / DeviceCount() +
                           (index < statement_.buffer_count % DeviceCount() ? 1 : 0);
    for (uint32_t i = 0; i < std::min(share, kQueueDepth); ++i) {
      uint8_t* buffer = nullptr;
      const vdi::Hresult result =
          set_->AllocateBuffer(&buffer, statement_.transfer_bytes, alignment_);
      if (result != vdi::NOERROR)
        return Refuse(CommandFailed(statement_.device_names[index],
                                    CallFailed("AllocateBuffer", result),
                                    vdi::ERROR_OPERATION_ABORTED, static_cast<int32_t>(index)));
      buffers->push_back(buffer);
    }
    return true;
  }

  bool RunLanes() {
    has_run_ = true;
    std::vector<std::thread> threads;
    for (const auto& lane : lanes_)
      threads.emplace_back([&lane] { lane->Run(); });
    for (std::thread& thread : threads)
      thread.join();
    return std::all_of(lanes_.begin(), lanes_.end(),
                       [](const auto& lane) { return lane->IsWell(); }) &&
           !shared_.IsFailing();
  }

  bool Publish() {
    for (const auto& sink : sinks_) {
      Problem problem;
      if (!sink->Publish(&problem))
        return Refuse(SinkFailed(sink->message_number(), problem, kNoDevice));
    }
    return true;
  }

  void End() {
    if (control_ != nullptr)
      control_->Detach();
    // Before the devices ran and were closed there is nothing orderly about an end.
    if (is_open_ && !has_run_)
      set_->SignalAbort();
    if (is_open_)
      set_->Close();
    if (agent_.joinable())
      agent_.join();
    sinks_.clear();
  }

  void SayVerdict(const Verdict& verdict, double seconds) {
    uint64_t bytes = 0;
    if (verdict.ok)
      shared_.SayProgressUpTo(100);
    for (uint32_t i = 0; i < verdict.bytes.size(); ++i) {
      bytes += verdict.bytes[i];
      if (verdict.ok)
        shared_.Say(
            PagesProcessed(statement_.device_names[i], verdict.bytes[i], static_cast<int32_t>(i)));
    }
    if (verdict.ok) {
      shared_.Say(StatementSucceeded(statement_.is_backup, bytes, seconds));
      return;
    }
    if (statement_.is_backup)
      shared_.Say(BackupNotCompleted());
    shared_.Say(StatementTerminated(statement_.is_backup));
  }

  bool Refuse(const ServerMessage& message) {
    shared_.Say(message);
    return false;
  }

  const Statement& statement_;
  StatementControl* control_;
  std::unique_ptr<ServerSet> set_;
  SharedRun shared_;
  std::vector<std::unique_ptr<Stream>> streams_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  std::vector<ServerDevice*> devices_;
  std::vector<std::unique_ptr<DeviceLane>> lanes_;
  std::thread agent_;
  uint32_t alignment_ = 0;
  bool is_open_ = false;
  bool has_run_ = false;
};

Verdict RunStatement(const Statement& statement,
                     const std::function<void(const ServerMessage&)>& on_message,
                     StatementControl* control) {
  return StatementRun(statement, on_message, control).Run();
}

}  // namespace handoff::embedded
