// SPDX-License-Identifier: MIT
/// Step, slow motion, breakpoints and injected faults, in real processes.
#include <algorithm>
#include <atomic>
#include <random>

#include "native/test/broker_rig.h"
#include "native/test/taken.h"

namespace handoff::test {

using broker::Breakpoint;
using broker::BrokerEvent;
using broker::ControlLook;
using broker::FaultBit;
using broker::FaultKind;
using broker::HeldCommand;
using trace::EventKind;

namespace {

constexpr uint32_t kTraceEvents = 8192;

uint32_t Number(EventKind kind) {
  return static_cast<uint32_t>(kind);
}

/// A backup of one device with its trace, which the test reads while commands are held.
class Stepped {
 public:
  Stepped() {
    static int count = 0;
    options.transfer = 65536;
    options.bytes = 1 << 20;
    options.files = {folder_.File("a.bak")};
    options.hang_ms = 1500;  // Held commands are no reason to give a secondary up.
    options.trace_name =
        "handoff-test-step-" + std::to_string(getpid()) + "-" + std::to_string(++count);
    segment_ = trace::Segment::Create(options.trace_name, 32, kTraceEvents);
    REQUIRE(segment_ != nullptr);
    options.on_broker = [this](broker::Broker* broker, vdi::VirtualDeviceSet* opened) {
      set = opened;
      begin(broker);
    };
  }

  RigResult Run() {
    const RigResult result = Rig(options).Run();
    Drain();
    return result;
  }

  /// How often a command's event of this kind is in the trace so far.
  uint32_t Count(uint32_t sequence, EventKind kind) {
    Drain();
    return static_cast<uint32_t>(
        std::count_if(events.begin(), events.end(), [&](const trace::Event& event) {
          return event.kind == kind && (sequence == 0 || event.sequence == sequence);
        }));
  }
  std::vector<trace::Event> Of(EventKind kind) {
    Drain();
    std::vector<trace::Event> found;
    std::copy_if(events.begin(), events.end(), std::back_inserter(found),
                 [kind](const trace::Event& event) { return event.kind == kind; });
    return found;
  }
  bool IsFileWhole() {
    RigOptions plain = options;
    plain.faults.clear();
    plain.trace_name.clear();
    plain.on_broker = nullptr;
    plain.on_tick = nullptr;
    plain.on_children = nullptr;
    plain.files = {folder_.File("plain.bak")};
    REQUIRE(Rig(plain).Run().is_ok);
    return BytesOfFile(plain.files[0] + ".partial") == BytesOfFile(options.files[0] + ".partial");
  }

  RigOptions options;
  vdi::VirtualDeviceSet* set = nullptr;
  std::function<void(broker::Broker*)> begin = [](broker::Broker* broker) {
    broker->controller()->Pause(broker::kAllStages);
  };
  std::vector<trace::Event> events;

 private:
  void Drain() {
    const std::vector<trace::Event> more = Taken(segment_.get());
    events.insert(events.end(), more.begin(), more.end());
  }

  TempFolder folder_;
  std::shared_ptr<trace::Segment> segment_;
};

const HeldCommand* Find(const ControlLook& look, uint32_t sequence) {
  const auto found = std::find_if(look.held.begin(), look.held.end(), [&](const HeldCommand& held) {
    return held.sequence == sequence;
  });
  return found != look.held.end() ? &*found : nullptr;
}

const BrokerEvent* StruckBy(const RigResult& result, FaultKind kind) {
  for (const BrokerEvent& event : result.events) {
    if (event.kind == BrokerEvent::Kind::kStruck && event.fault == kind) {
      return &event;
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("A controller that is closed the moment it wakes ends") {
  constexpr int kTimes = 3000;
  const std::string name = "handoff-test-controller-" + std::to_string(getpid());
  const auto segment = broker::Segment::Create(name, 2, 0);
  REQUIRE(segment != nullptr);
  std::mt19937 random(20261130);
  const Breakpoint breakpoint;
  for (int i = 0; i < kTimes; ++i) {
    broker::Controller controller(
        segment.get(), [](uint32_t) {}, [] {});
    controller.SetBreakpoint(0, &breakpoint);
    for (uint32_t spin = random() % 4096; spin > 0; --spin) {
      std::atomic_signal_fence(std::memory_order_seq_cst);
    }
    controller.SetBreakpoint(0, nullptr);
    segment->header()->control.bell.Ring();
    controller.Close();
  }
}

TEST_CASE("Predicates of breakpoints") {
  broker::CommandFacts facts;
  facts.device = 3;
  facts.command = vdi::VDC_Write;
  facts.size = 65536;
  facts.position = 131072;
  facts.ordinal = 9;
  facts.latency_ns = 500;
  facts.code = vdi::ERROR_DISK_FULL;
  const uint32_t bit = broker::StageBit(EventKind::kMoved);
  const auto meets = [&](auto change) {
    Breakpoint breakpoint;
    change(&breakpoint);
    return breakpoint.Meets(bit, facts);
  };
  CHECK(meets([](Breakpoint*) {}));
  CHECK_FALSE(meets([](Breakpoint* b) { b->stages = broker::StageBit(EventKind::kMapped); }));
  CHECK(meets([](Breakpoint* b) { b->devices = 8; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->devices = 7; }));
  CHECK(meets([](Breakpoint* b) { b->commands = 1u << vdi::VDC_Write; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->commands = 1u << vdi::VDC_Flush; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->size_min = 65537; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->size_max = 65535; }));
  // A position is met by the command that covers it.
  CHECK(meets([](Breakpoint* b) { b->position_from = 196607; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->position_from = 196608; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->position_to = 131072; }));
  CHECK(meets([](Breakpoint* b) { b->latency_min_ns = 500; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->latency_min_ns = 501; }));
  CHECK(meets([](Breakpoint* b) { b->ordinal = 9; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->ordinal = 8; }));
  CHECK(meets([](Breakpoint* b) { b->code_rule = Breakpoint::CodeRule::kFailure; }));
  CHECK_FALSE(meets([](Breakpoint* b) { b->code_rule = Breakpoint::CodeRule::kEqual; }));
  facts.position = -1;  // A flush is nowhere.
  CHECK(meets([](Breakpoint*) {}));
  CHECK_FALSE(meets([](Breakpoint* b) { b->position_from = 0; }));
  facts.command = broker::kFinishCommand;
  CHECK(meets([](Breakpoint* b) { b->commands = 1u << vdi::VDC_Complete; }));
}

TEST_CASE("A run that starts held goes through the stages of its first command one by one") {
  Stepped run;
  std::vector<uint32_t> stages;
  bool are_counts_right = true;
  run.options.on_tick = [&](broker::Broker* broker) {
    const ControlLook look = broker->controller()->Look();
    const HeldCommand* held = Find(look, 1);
    if (held == nullptr || (!stages.empty() && stages.back() == held->stage)) {
      return;
    }
    stages.push_back(held->stage);
    // Everything up to the stage has happened, nothing after it.
    for (uint32_t kind = Number(EventKind::kReceived); kind < Number(EventKind::kCompleted);
         ++kind) {
      are_counts_right &=
          run.Count(1, static_cast<EventKind>(kind)) == (kind <= held->stage ? 1u : 0u);
    }
    are_counts_right &= run.Count(1, EventKind::kCompleted) == 0;
    are_counts_right &= broker->Figures().devices[0].commands == 0;
    if (held->stage == Number(EventKind::kCompleted)) {
      broker->controller()->Run();
    } else {
      REQUIRE(broker->controller()->Go(0, 1));
    }
  };
  const RigResult result = run.Run();
  CHECK(result.is_ok);
  CHECK(result.restarts == 0);
  CHECK(stages == std::vector<uint32_t>{2, 3, 4, 5, 6, 7});
  CHECK(are_counts_right);
  CHECK(run.Count(1, EventKind::kHeld) == 6);
  CHECK(run.IsFileWhole());
}

TEST_CASE("Slow motion lets every stage of every command go, and the backup is the same") {
  Stepped run;
  run.options.devices = 2;
  run.options.bytes = 512 << 10;
  run.options.files.push_back(run.options.files[0] + "2");
  run.begin = [](broker::Broker* broker) { broker->controller()->Pace(1); };
  uint64_t pace_ns = 0;
  run.options.on_tick = [&](broker::Broker* broker) {
    pace_ns = broker->controller()->Look().pace_ns;
  };
  const RigResult result = run.Run();
  CHECK(result.is_ok);
  CHECK(result.restarts == 0);
  CHECK(pace_ns == broker::Controller::kPaceNsMin);
  uint32_t passed = run.Count(0, EventKind::kFlushed);
  for (const EventKind kind : {EventKind::kReceived, EventKind::kHandleTaken, EventKind::kMapped,
                               EventKind::kMoved, EventKind::kCompleted}) {
    passed += run.Count(0, kind);
  }
  const uint32_t leased = run.Count(0, EventKind::kLeased);
  const uint32_t mapped = run.Count(0, EventKind::kMapped);
  // Commands without a buffer stop at "mapped" as well, there before anything is done.
  CHECK(run.Count(0, EventKind::kHeld) == passed + leased + (leased - mapped));
}

TEST_CASE("A breakpoint stops its command, then all others, and counts its hits") {
  struct Case {
    const char* name;
    std::function<void(Breakpoint*)> set;
    uint32_t stage;
  };
  const Case cases[] = {
      {"flush", [](Breakpoint* b) { b->commands = 1u << vdi::VDC_Flush; }, 2},
      {"position", [](Breakpoint* b) { b->position_from = 500000; }, 2},
      {"size",
       [](Breakpoint* b) {
         b->size_min = 65536;
         b->stages = 1u << 5;
       },
       5},
      {"ordinal", [](Breakpoint* b) { b->ordinal = 12; }, 2},
      {"latency",
       [](Breakpoint* b) {
         b->latency_min_ns = 1;
         b->stages = 1u << 6;
       },
       6},
      {"completed", [](Breakpoint* b) { b->stages = 1u << 7; }, 7},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    Stepped run;
    run.begin = [&](broker::Broker* broker) {
      Breakpoint breakpoint;
      breakpoint.is_once = 1;
      each.set(&breakpoint);
      broker->controller()->SetBreakpoint(4, &breakpoint);
    };
    HeldCommand hit = {};
    uint64_t hits = 0;
    run.options.on_tick = [&](broker::Broker* broker) {
      const ControlLook look = broker->controller()->Look();
      const auto found = std::find_if(look.held.begin(), look.held.end(),
                                      [](const HeldCommand& held) { return held.breakpoint == 5; });
      if (found != look.held.end()) {
        hit = *found;
        hits = look.breakpoints[4].hits;
        CHECK(look.hold_stages == broker::kAllStages);
        CHECK_FALSE(look.breakpoints[4].is_armed);
        broker->controller()->Run();
      }
    };
    const RigResult result = run.Run();
    CHECK(result.is_ok);
    CHECK(hits == 1);
    CHECK(hit.stage == each.stage);
    const std::vector<trace::Event> held = run.Of(EventKind::kHeld);
    CHECK(std::any_of(held.begin(), held.end(),
                      [](const trace::Event& event) { return event.size == 5; }));
    if (std::string(each.name) == "position") {
      CHECK(hit.position <= 500000);
      CHECK(hit.position + hit.size > 500000);
    }
  }
}

TEST_CASE("Running to a command stops commands that flow at full speed, each time anew") {
  Stepped run;
  run.options.bytes = 64 << 20;
  run.begin = [](broker::Broker*) {};
  static constexpr uint32_t kIndex = 10;
  static constexpr uint32_t kStops = 40;
  uint32_t stops = 0;
  bool is_asked = false;
  bool is_stopping = false;
  run.options.on_tick = [&](broker::Broker* broker) {
    broker::Controller* const controller = broker->controller();
    const ControlLook look = controller->Look();
    if (is_asked && look.breakpoints[kIndex].hits > 0) {
      const auto found =
          std::find_if(look.held.begin(), look.held.end(),
                       [](const HeldCommand& held) { return held.breakpoint == 1 + kIndex; });
      // The hit is counted before all others are stopped, and the command is held after that.
      is_stopping = found == look.held.end() || look.hold_stages != broker::kAllStages;
      if (is_stopping) {
        return;
      }
      ++stops;
      is_asked = false;
      controller->Run();  // At full speed again, before it is asked anew.
    } else if (!is_asked && stops < kStops) {
      Breakpoint next;
      next.is_once = 1;
      next.stages = broker::StageBit(EventKind::kReceived);
      controller->RunTo(kIndex, next);
      is_asked = true;
    }
  };
  const RigResult result = run.Run();
  CHECK(result.is_ok);
  CHECK_FALSE(is_stopping);  // A command that is held keeps the run from its end.
  CHECK(stops >= 1);
  const std::vector<trace::Event> held = run.Of(EventKind::kHeld);
  const auto by_target = std::count_if(
      held.begin(), held.end(), [](const trace::Event& event) { return event.size == 1 + kIndex; });
  CHECK(by_target >= stops);
}

TEST_CASE("A breakpoint that does not stop counts every command that it meets") {
  Stepped run;
  run.begin = [](broker::Broker* broker) {
    Breakpoint breakpoint;
    breakpoint.does_stop = 0;
    breakpoint.commands = 1u << vdi::VDC_Write;
    breakpoint.stages = broker::StageBit(EventKind::kMoved);
    broker->controller()->SetBreakpoint(0, &breakpoint);
  };
  uint64_t hits = 0;
  run.options.on_tick = [&](broker::Broker* broker) {
    hits = broker->controller()->Look().breakpoints[0].hits;
  };
  CHECK(run.Run().is_ok);
  const std::vector<trace::Event> moved = run.Of(EventKind::kMoved);
  CHECK(hits ==
        static_cast<uint64_t>(std::count_if(
            moved.begin(), moved.end(), [](const trace::Event& event) { return event.size > 0; })));
  CHECK(run.Count(0, EventKind::kHeld) == 0);
}

TEST_CASE("A secondary killed while it holds a command is replaced, and nothing is lost") {
  for (const EventKind stage : {EventKind::kLeased, EventKind::kMapped, EventKind::kMoved}) {
    INFO("stage ", Number(stage));
    Stepped run;
    run.begin = [stage](broker::Broker* broker) {
      broker->controller()->Pause(broker::StageBit(stage));
    };
    bool is_held = false;
    bool was_killed = false;
    run.options.on_children = [&](const std::vector<std::unique_ptr<RigChild>>& children) {
      if (is_held && !was_killed) {
        was_killed = true;
        children[0]->Kill();
      }
    };
    run.options.on_tick = [&](broker::Broker* broker) {
      is_held |= !broker->controller()->Look().held.empty();
      if (was_killed && broker->Figures().secondaries[0].restarts == 1) {
        broker->controller()->Run();
      }
    };
    const RigResult result = run.Run();
    CHECK(result.is_ok);
    CHECK(result.restarts == 1);
    CHECK(run.IsFileWhole());
  }
}

TEST_CASE("An abort or a close while a command is held ends the run at once") {
  for (const bool is_abort : {true, false}) {
    for (uint32_t stage = Number(EventKind::kReceived); stage <= Number(EventKind::kCompleted);
         ++stage) {
      INFO("stage ", stage, is_abort ? " abort" : " close");
      Stepped run;
      run.begin = [stage](broker::Broker* broker) { broker->controller()->Pause(1u << stage); };
      bool was_ended = false;
      run.options.on_tick = [&](broker::Broker* broker) {
        if (was_ended || broker->controller()->Look().held.empty()) {
          return;
        }
        was_ended = true;
        if (is_abort) {
          CHECK(run.set->SignalAbort() == vdi::NOERROR);
        } else {
          broker->Close();
          run.set->SignalAbort();
        }
      };
      const RigResult result = run.Run();
      CHECK(was_ended);
      CHECK_FALSE(result.is_ok);
      CHECK((result.First(BrokerEvent::Kind::kAborted) != nullptr) == is_abort);
    }
  }
}

TEST_CASE("A secondary that hangs while others are held is still found") {
  Stepped run;
  run.options.hang_ms = 300;
  run.options.faults = {{FaultKind::kSecondaryHang, 1}};
  run.begin = [](broker::Broker* broker) {
    broker->controller()->Pause(broker::StageBit(EventKind::kHandleTaken));
  };
  run.options.on_tick = [&](broker::Broker* broker) {
    const ControlLook look = broker->controller()->Look();
    const bool is_replaced = broker->Figures().secondaries[0].restarts == 1;
    if (is_replaced) {
      broker->controller()->Run();
    } else if (Find(look, 1) != nullptr) {
      broker->controller()->Go(0, 1);
    }
  };
  const RigResult result = run.Run();
  CHECK(result.is_ok);
  CHECK(result.restarts == 1);
}

TEST_CASE("Faults of handles and media fail the device with the code that came back") {
  struct Case {
    FaultKind kind;
    uint32_t code;
    vdi::Hresult hr;
  };
  for (const Case& each : {
           Case{FaultKind::kStaleHandle, vdi::ERROR_INVALID_HANDLE, vdi::VD_E_INVALID},
           Case{FaultKind::kForeignHandle, vdi::ERROR_INVALID_HANDLE, vdi::VD_E_INVALID},
           Case{FaultKind::kInteriorHandle, vdi::ERROR_INVALID_HANDLE, vdi::VD_E_INVALID},
           Case{FaultKind::kDiskFull, vdi::ERROR_DISK_FULL, vdi::NOERROR},
           Case{FaultKind::kIoError, vdi::ERROR_IO_DEVICE, vdi::NOERROR},
       }) {
    INFO("fault ", static_cast<int>(each.kind));
    Stepped run;
    run.begin = [](broker::Broker*) {};
    run.options.faults = {{each.kind, 7}};
    const RigResult result = run.Run();
    CHECK_FALSE(result.is_ok);
    const BrokerEvent* failed = result.First(BrokerEvent::Kind::kDeviceFailed);
    REQUIRE(failed != nullptr);
    CHECK(failed->sequence == 7);
    CHECK(failed->code == each.code);
    CHECK(failed->hr == each.hr);
    const BrokerEvent* struck = StruckBy(result, each.kind);
    REQUIRE(struck != nullptr);
    CHECK(struck->sequence == 7);
    // The device left its error state by ClearError, which was completed: reference 1.6, 7.8.
    const std::vector<trace::Event> issued = run.Of(EventKind::kIssued);
    const auto cleared = std::find_if(issued.begin(), issued.end(), [](const trace::Event& event) {
      return event.code == vdi::VDC_ClearError;
    });
    REQUIRE(cleared != issued.end());
    const std::vector<trace::Event> answered = run.Of(EventKind::kAcknowledged);
    CHECK(std::any_of(answered.begin(), answered.end(), [&](const trace::Event& event) {
      return event.sequence == cleared->sequence && event.code == 0;
    }));
  }
}

TEST_CASE("A command that is completed twice is refused the second time, and the run goes on") {
  Stepped run;
  run.begin = [](broker::Broker*) {};
  run.options.faults = {{FaultKind::kDoubleCompletion, 5}};
  const RigResult result = run.Run();
  CHECK(result.is_ok);
  const BrokerEvent* struck = StruckBy(result, FaultKind::kDoubleCompletion);
  REQUIRE(struck != nullptr);
  CHECK(struck->hr == vdi::VD_E_INVALID);
  CHECK(run.Count(5, EventKind::kAcknowledged) == 1);
  CHECK(run.IsFileWhole());
}

TEST_CASE("A completion out of order changes no byte") {
  Stepped run;
  run.begin = [](broker::Broker*) {};
  run.options.faults = {{FaultKind::kCompletionOrder, 6}};
  const RigResult result = run.Run();
  CHECK(result.is_ok);
  const BrokerEvent* struck = StruckBy(result, FaultKind::kCompletionOrder);
  REQUIRE(struck != nullptr);
  const std::vector<trace::Event> completed = run.Of(EventKind::kCompleted);
  uint64_t own_ns = 0;
  uint64_t next_ns = UINT64_MAX;
  for (const trace::Event& event : completed) {
    own_ns = event.sequence == struck->sequence ? event.time_ns : own_ns;
    next_ns = event.sequence == struck->sequence + 1 ? event.time_ns : next_ns;
  }
  CHECK(next_ns < own_ns);
  CHECK(run.IsFileWhole());
}

TEST_CASE("A fault is injected into the command that is held, or where a breakpoint meets one") {
  SUBCASE("held") {
    Stepped run;
    run.begin = [](broker::Broker* broker) {
      broker->controller()->Pause(broker::StageBit(EventKind::kHandleTaken));
    };
    run.options.on_tick = [&](broker::Broker* broker) {
      if (Find(broker->controller()->Look(), 1) != nullptr) {
        CHECK(broker->controller()->Inject(0, 1, FaultBit(FaultKind::kStaleHandle)));
        broker->controller()->Run();
      }
    };
    const RigResult result = run.Run();
    CHECK_FALSE(result.is_ok);
    REQUIRE(result.First(BrokerEvent::Kind::kDeviceFailed) != nullptr);
    CHECK(result.First(BrokerEvent::Kind::kDeviceFailed)->sequence == 1);
    CHECK(result.First(BrokerEvent::Kind::kDeviceFailed)->hr == vdi::VD_E_INVALID);
  }
  SUBCASE("breakpoint") {
    Stepped run;
    run.begin = [](broker::Broker* broker) {
      Breakpoint breakpoint;
      breakpoint.does_stop = 0;
      breakpoint.faults = FaultBit(FaultKind::kDiskFull);
      breakpoint.position_from = 300000;
      broker->controller()->SetBreakpoint(0, &breakpoint);
    };
    const RigResult result = run.Run();
    CHECK_FALSE(result.is_ok);
    const BrokerEvent* struck = StruckBy(result, FaultKind::kDiskFull);
    REQUIRE(struck != nullptr);
    CHECK(struck->position <= 300000);
    CHECK(struck->position > 300000 - 65536);
  }
}

}  // namespace handoff::test
