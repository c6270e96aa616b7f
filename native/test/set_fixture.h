// SPDX-License-Identifier: MIT
/// Both halves of a set in one process, brought to any state: what the tests of the interface begin
/// with. The server half is always the embedded one; which client half is tested, the environment
/// says (see implementation.h).
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "native/embedded/server_set.h"
#include "native/test/implementation.h"
#include "native/vdi/vdi.h"
#include "native/vdi/vdi_error.h"

namespace handoff::test {

/// A set name that no other test and no other process uses.
inline std::string NewSetName() {
  static std::atomic<uint32_t> count{0};
  return "{test-" + std::to_string(getpid()) + "-" + std::to_string(count.fetch_add(1)) + "}";
}

struct Shape {
  uint32_t devices = 1;
  uint32_t features = vdi::VDF_RequestComplete;
  uint32_t server_bits = vdi::VDF_WriteMedia | vdi::VDF_CompleteEnabled;
  uint32_t prefix = 0;
  uint32_t alignment = 0;
  uint32_t block_size = 512;
  uint32_t transfer = 65536;
  uint32_t buffers = 8;
  uint32_t timeout_ms = 0;
  embedded::Dispatch dispatch = embedded::Dispatch::kOnDeviceThread;
};

/// Name of device `index` of a set.
inline std::string DeviceName(const std::string& set, uint32_t index) {
  return index == 0 ? set : set + std::to_string(index);
}

class Pair {
 public:
  explicit Pair(Shape wanted = {}) : shape(wanted), name(NewSetName()) {
    client = NewClient();
    server = embedded::ServerSet::New();
  }
  ~Pair() {
    server->Close();
    client->Close();
    if (agent.joinable()) {
      agent.join();
    }
  }

  vdi::VDConfig Wish() const {
    vdi::VDConfig wish = {};
    wish.deviceCount = shape.devices;
    wish.features = shape.features;
    wish.prefixZoneSize = shape.prefix;
    wish.alignment = shape.alignment;
    wish.serverTimeOut = shape.timeout_ms;
    return wish;
  }

  void Create() {
    vdi::VDConfig wish = Wish();
    REQUIRE(client->CreateEx(nullptr, name.c_str(), &wish) == vdi::NOERROR);
  }
  void Connect() {
    REQUIRE(server->Open(nullptr, name.c_str()) == vdi::NOERROR);
  }
  void Begin() {
    REQUIRE(server->BeginConfiguration(shape.features | shape.server_bits, shape.block_size, 0,
                                       shape.transfer, 1000) == vdi::NOERROR);
  }
  void End() {
    REQUIRE(server->RequestBuffers(shape.transfer, 0, shape.buffers) == vdi::NOERROR);
    REQUIRE(server->EndConfiguration() == vdi::NOERROR);
  }
  void Configure() {
    Create();
    Connect();
    Begin();
    End();
    REQUIRE(client->GetConfiguration(0, &config) == vdi::NOERROR);
  }
  void OpenServerDevices() {
    for (uint32_t i = 0; i < shape.devices; ++i) {
      embedded::ServerDevice* device = nullptr;
      REQUIRE(server->OpenDevice(DeviceName(name, i).c_str(), shape.dispatch, &device) ==
              vdi::NOERROR);
      server_devices.push_back(device);
    }
  }
  void OpenClientDevices() {
    for (uint32_t i = 0; i < shape.devices; ++i) {
      vdi::VirtualDevice* device = nullptr;
      REQUIRE(client->OpenDevice(DeviceName(name, i).c_str(), &device) == vdi::NOERROR);
      client_devices.push_back(device);
    }
  }
  /// The agent's thread; returns once the agent is inside.
  void StartAgent() {
    agent = std::thread([this] { agent_result = server->ExecuteCompletionAgent(); });
    embedded::ServerDevice* none = nullptr;
    while (server->OpenDevice("none", shape.dispatch, &none) == vdi::VD_E_OPEN) {
      std::this_thread::yield();  // VD_E_PROTOCOL, or VD_E_ABORT, once the set is Active.
    }
  }
  /// All devices open, commands may flow.
  void Activate() {
    Configure();
    OpenServerDevices();
    if (shape.dispatch == embedded::Dispatch::kOnAgent) {
      StartAgent();
    }
    OpenClientDevices();
  }
  uint8_t* NewBuffer() {
    uint8_t* buffer = nullptr;
    REQUIRE(server->AllocateBuffer(&buffer, shape.transfer, 0) == vdi::NOERROR);
    return buffer;
  }

  Shape shape;
  std::string name;
  vdi::VDConfig config = {};
  std::unique_ptr<vdi::VirtualDeviceSet> client;
  std::unique_ptr<embedded::ServerSet> server;
  std::vector<embedded::ServerDevice*> server_devices;
  std::vector<vdi::VirtualDevice*> client_devices;
  std::thread agent;
  std::atomic<vdi::Hresult> agent_result{vdi::VD_E_UNEXPECTED};
};

/// A server command that remembers how often and with what its routine ran.
struct Sent {
  explicit Sent(int32_t code, uint8_t* buffer = nullptr, uint32_t size = 0) {
    command.commandCode = code;
    command.buffer = buffer;
    command.size = size;
    command.completionRoutine = [](vdi::VDS_Command* done) {
      Sent* sent = static_cast<Sent*>(done->completionContext);
      sent->thread = std::this_thread::get_id();
      sent->ran.fetch_add(1, std::memory_order_release);
    };
    command.completionContext = this;
  }
  Sent(const Sent&) = delete;
  Sent& operator=(const Sent&) = delete;

  bool HasRun() const {
    return ran.load(std::memory_order_acquire) > 0;
  }
  void WaitUntilRun() const {
    while (!HasRun()) {
      std::this_thread::yield();
    }
  }

  vdi::VDS_Command command = {};
  std::thread::id thread;
  std::atomic<int> ran{0};
};

}  // namespace handoff::test
