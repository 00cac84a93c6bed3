// Random histories against a list: what is armed, moved, disarmed, and when time goes by.
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/testing/status_matchers.h"
#include "common/timers/testing.h"

namespace guanxi::timers {
namespace {

constexpr int kHistories = 12;
constexpr int kSteps = 150;
constexpr int kKeys = 12;
constexpr int kSubjects = 3;

// The timers as a list of their times; what fires is noted for each subject.
struct Model {
  struct One {
    int64_t due;
    std::string subject;
  };
  std::map<std::pair<std::string, std::string>, One> armed;  // tenant and key
  // By tenant and subject, in the order of times.
  std::map<std::string, std::vector<std::string>> fired;

  void Fire(int64_t now) {
    std::multimap<std::pair<int64_t, std::string>, std::pair<std::string, std::string>> due;
    for (const auto& [id, one] : armed) {
      if (one.due <= now) due.insert({{one.due, id.second}, id});
    }
    for (const auto& [when, id] : due) {
      fired[id.first + armed[id].subject].push_back(absl::StrCat(when.second, "@", when.first));
      armed.erase(id);
    }
  }
};

class RunnerModelTest : public TimersTest {
 protected:
  // What was noted, by tenant and subject: keys say both.
  std::map<std::string, std::vector<std::string>> NotedBySubject() {
    std::map<std::string, std::vector<std::string>> by_subject;
    for (const std::string& noted : Noted()) {
      by_subject[noted.substr(0, noted.find('/'))].push_back(noted);
    }
    return by_subject;
  }

  // One step of a history, done to both.
  void Step(std::mt19937* random, Model* model) {
    const auto pick = [&](int n) { return static_cast<int>((*random)() % n); };
    const bool other = pick(2) == 0;
    const std::string tenant = other ? "b" : "a";
    const int key_number = pick(kKeys);
    const std::string subject = absl::StrCat("s", key_number % kSubjects);
    const std::string key = absl::StrCat(tenant, subject, "/", key_number);
    const Uuid& id = other ? other_tenant_ : tenant_;
    switch (pick(5)) {
      case 0:
        Disarm(id, key);
        model->armed.erase({tenant, key});
        return;
      case 1: {
        const int64_t ahead = pick(4) == 0 ? 500 : pick(20);
        business_.Advance(absl::Seconds(ahead));
        return;
      }
      default: {
        const int64_t now = absl::ToInt64Seconds(business_.Now() - start_);
        const int64_t due = now + pick(60) - 10;
        Arm(id, {At(key, absl::Seconds(due), subject)});
        model->armed[{tenant, key}] = {due, subject};
        return;
      }
    }
  }
};

TEST_F(RunnerModelTest, FiresWhatAListOfTimesFires) {
  SetLogSink([](absl::string_view) {});
  Model model;
  for (int history = 0; history < kHistories; ++history) {
    std::mt19937 random(history);
    std::unique_ptr<Runner> runner = NewRunner();
    for (int step = 0; step < kSteps; ++step) {
      Step(&random, &model);
      if (random() % 3 != 0) continue;
      // Now and then by another process.
      if (random() % 5 == 0) {
        runner = nullptr;
        runner = NewRunner(NoteKinds(), OptionsOf(absl::StrCat(history, ".", step)));
      }
      Settle(runner.get());
      model.Fire(absl::ToInt64Seconds(business_.Now() - start_));
    }
    ASSERT_EQ(NotedBySubject(), model.fired) << "history " << history;
    ASSERT_EQ(CountArmed(), static_cast<int64_t>(model.armed.size()));
  }
  SetLogSink(nullptr);
}

}  // namespace
}  // namespace guanxi::timers
