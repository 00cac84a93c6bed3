// Contacts that opportunities of the contract's tests name.
#ifndef GUANXI_LEAD_SVC_CONTRACT_CONTACTS_H_
#define GUANXI_LEAD_SVC_CONTRACT_CONTACTS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "common/base/mutex.h"
#include "common/resource/contract/contract.h"

namespace guanxi::lead {

// Contacts of customer-svc, by turns: each has a customer of its own, and to make one for each
// opportunity would take longer than all else. No two in a row are the same, as is asked of those
// of one opportunity. Thread-safe.
class Contacts {
 public:
  explicit Contacts(contract::Stage* customers) : customers_(customers) {}

  std::string Next(const contract::Who& who) {
    MutexLock lock(&mutex_);
    Turn& turn = turns_[who.token()];
    const size_t place = turn.next++ % kMade;
    if (place == turn.names.size()) {
      turn.names.push_back(customers_->MakeRecord("guanxi.dev/Contact", who));
    }
    return turn.names[place];
  }

 private:
  static constexpr size_t kMade = 4;
  struct Turn {
    std::vector<std::string> names;
    size_t next = 0;
  };

  contract::Stage* const customers_;
  Mutex mutex_;
  std::map<std::string, Turn> turns_ ABSL_GUARDED_BY(mutex_);  // by token
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACT_CONTACTS_H_
