#include "tests/fault/ledger.h"

#include "absl/time/clock.h"

namespace guanxi::fault {

void Ledger::Ask(const std::string& display_name) {
  MutexLock lock(&mutex_);
  told_.customers[display_name];
}

void Ledger::Acknowledge(const std::string& display_name, const std::string& name,
                         const std::string& content) {
  MutexLock lock(&mutex_);
  Told::Customer& customer = told_.customers[display_name];
  customer.name = name;
  customer.content = content;
  ++customer.writes;
  ++acknowledged_;
  changed_.Signal();
}

void Ledger::Surprise(const std::string& what) {
  MutexLock lock(&mutex_);
  told_.surprises.push_back(what);
}

void Ledger::Repeat() {
  MutexLock lock(&mutex_);
  ++repeated_;
}

bool Ledger::WaitForMore(int64_t count, absl::Duration limit) {
  const absl::Time give_up = absl::Now() + limit;
  MutexLock lock(&mutex_);
  const int64_t goal = acknowledged_ + count;
  while (acknowledged_ < goal) {
    const absl::Duration left = give_up - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    changed_.WaitWithTimeout(&mutex_, left);
  }
  return true;
}

Told Ledger::told() const {
  MutexLock lock(&mutex_);
  return told_;
}

int64_t Ledger::acknowledged() const {
  MutexLock lock(&mutex_);
  return acknowledged_;
}

int64_t Ledger::repeated() const {
  MutexLock lock(&mutex_);
  return repeated_;
}

}  // namespace guanxi::fault
