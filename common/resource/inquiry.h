// What one mutation has to ask of other services, and what they said; see Behavior.questions.
//
// Only the unit of work knows what is asked: it has the rows. But nobody is asked while it holds
// them. So it notes its questions and is rolled back, they are asked, and it runs again, with
// whatever the rows say by then.
#ifndef GUANXI_COMMON_RESOURCE_INQUIRY_H_
#define GUANXI_COMMON_RESOURCE_INQUIRY_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Thread safety: none.
class Inquiry {
 public:
  // Adds what is known to be wrong with the names that `next` states anew (`old` is null on
  // create), and notes those of which nothing is known.
  void Check(const Resource& resource, const google::protobuf::Message* old,
             const google::protobuf::Message& next, Violations* violations);

  // Whether something is to be asked before the transaction may commit.
  bool is_open() const { return !open_.empty(); }
  // Whether a name was refused since Restart.
  bool has_refused() const { return has_refused_; }
  // Forgets what is to be asked, not what is known: the unit of work starts anew.
  void Restart() {
    open_.clear();
    has_refused_ = false;
  }

  // Asks. Not to be called while a transaction is open. Errors: those of the resources' `ask`, when
  // nothing more is known.
  absl::Status Ask(const rpc::Call& call);

 private:
  std::map<const Resource*, std::set<std::string>> open_;
  bool has_refused_ = false;
  std::map<const Resource*, Faults> known_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_INQUIRY_H_
