// What a resource's own functions are, typed as a service writes them and erased as the engine
// calls them.
#ifndef GUANXI_COMMON_RESOURCE_BEHAVIOR_H_
#define GUANXI_COMMON_RESOURCE_BEHAVIOR_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/change_kind.h"
#include "common/resource/write_context.h"
#include "common/text/pinyin.h"
#include "google/protobuf/message.h"

namespace guanxi::rpc {
struct Call;
}  // namespace guanxi::rpc

namespace guanxi::resource {

class UnitOfWork;

// A name that a write states, about which another service is asked.
struct Question {
  std::string path;  // in the resource
  std::string name;  // in canonical form
};
// What is wrong with a name ("names nothing that exists"), by name; "" if nothing is. One of which
// nothing is said is asked for again, unless the write fails for another.
using Faults = std::map<std::string, std::string>;
using Ask = std::function<absl::StatusOr<Faults>(const rpc::Call&, absl::Span<const std::string>)>;

// The type-erased functions; see Behavior.
struct Hooks {
  bool derives_into_parent = false;
  std::function<void(const WriteContext&, google::protobuf::Message*, Violations*)> normalize;
  std::function<void(ChangeKind, const google::protobuf::Message*, const google::protobuf::Message&,
                     Violations*)>
      check;
  std::function<absl::Status(UnitOfWork&, const google::protobuf::Message*,
                             google::protobuf::Message*)>
      complete;
  std::function<void(const WriteContext&, google::protobuf::Message*)> begin;
  std::function<std::vector<Question>(const google::protobuf::Message*,
                                      const google::protobuf::Message&)>
      questions;
  Ask ask;
  std::function<absl::Status(UnitOfWork&, ChangeKind, const google::protobuf::Message*,
                             const google::protobuf::Message&)>
      admit;
  std::function<absl::Status(UnitOfWork&, ChangeKind, const google::protobuf::Message*,
                             const google::protobuf::Message&)>
      derive;
  std::function<absl::Status(UnitOfWork&, ChangeKind, const google::protobuf::Message*,
                             google::protobuf::Message*)>
      assign;
  std::function<text::NameKind(const google::protobuf::Message&)> name_kind;
  std::function<absl::Status(UnitOfWork&, const Uuid& from, const Uuid& into)> gather;
};

// The functions of a resource with message M, of which most have none or three. Any may be null.
template <typename M>
struct Behavior {
  // Brings every value into its normal form, and says where that is impossible. Names of records
  // are in theirs already.
  void (*normalize)(const WriteContext&, M*, Violations*) = nullptr;
  // Adds all violations of a message in normal form, by path. `old` is null on create. Called for
  // all that happens to a resource, deletion and its reversal too.
  void (*check)(ChangeKind, const M* old, const M& next, Violations*) = nullptr;
  // Sets the output-only fields of a message that passed `check` by what other records say, which
  // it reads through the unit of work whoever asks, and refuses what they forbid. `old` is null on
  // create; with the same `old` and the same stated fields it sets the same, so that an update that
  // changes nothing writes nothing. It writes nothing itself. Not called on deletion and its
  // reversal.
  std::function<absl::Status(UnitOfWork&, const M* old, M* next)> complete;
  // Sets what the projected fields of a new record begin with, by what else it says: part of its
  // creation, and no event of its own. Whatever else it sets is not looked at again.
  void (*begin)(const WriteContext&, M*) = nullptr;
  // What another service must be asked before `next` may take the place of `old` (null on create):
  // mostly of what differs. Engine::Mutate calls `ask` with the names, each once, as the caller and
  // within its deadline, while no transaction is open, and writes if nothing is wrong with them; a
  // repeated request is answered before anybody is asked. Both or none.
  std::vector<Question> (*questions)(const M* old, const M& next) = nullptr;
  Ask ask;
  // Refuses what the message alone does not show: what other records forbid, or the time. It reads
  // through the unit of work and writes nothing, so that who writes many may go on after a refusal
  // (UnitOfWork::writes). Not called on deletion.
  std::function<absl::Status(UnitOfWork&, ChangeKind, const M* old, const M& next)> admit;
  // Sets output-only fields that are known last: by the record's own name and parent, and by
  // counters (UnitOfWork::NextNumber). The last step before the write, after everything that may
  // refuse it, so that what is refused takes no number. What it sets is not looked at again, and
  // must fit its columns. `old` is null on create; not called where nothing differs.
  std::function<absl::Status(UnitOfWork&, ChangeKind, const M* old, M* next)> assign;
  // Writes what else changes in the same transaction; may refuse the write. Called as `check` is.
  std::function<absl::Status(UnitOfWork&, ChangeKind, const M* old, const M& next)> derive;
  // Whose names the message's searched texts are: persons' begin with a surname, whose reading
  // may differ. Null: nobody's.
  text::NameKind (*name_kind)(const M&) = nullptr;
  // Of records below others that are merged into one another: brings up to date what is kept beside
  // them, and what both parents say of them, once many have gone from one to the other (they went
  // by UnitOfWork::Redirect, in earlier units of work, and `derive` was not called). Either parent
  // may be folded: then nothing is said on it.
  std::function<absl::Status(UnitOfWork&, const Uuid& from, const Uuid& into)> gather;
  // Whether `derive` writes the parent. Such children take it exclusively from the start, others
  // share it: taking it first one way, then the other, deadlocks.
  bool derives_into_parent = false;
};

// A function that works through the unit of work, and the same for the engine.
template <typename M>
using InUnit = std::function<absl::Status(UnitOfWork&, ChangeKind, const M*, const M&)>;
template <typename M>
InUnit<google::protobuf::Message> EraseType(const InUnit<M>& f) {
  if (!f) return nullptr;
  return [f](UnitOfWork& work, ChangeKind kind, const google::protobuf::Message* old,
             const google::protobuf::Message& next) {
    return f(work, kind, static_cast<const M*>(old), static_cast<const M&>(next));
  };
}

// All functions as the engine calls them.
template <typename M>
Hooks HooksOf(const Behavior<M>& behavior) {
  Hooks hooks;
  hooks.derives_into_parent = behavior.derives_into_parent;
  if (behavior.normalize != nullptr) {
    hooks.normalize = [f = behavior.normalize](const WriteContext& context,
                                               google::protobuf::Message* m, Violations* v) {
      f(context, static_cast<M*>(m), v);
    };
  }
  if (behavior.check != nullptr) {
    hooks.check = [f = behavior.check](ChangeKind kind, const google::protobuf::Message* old,
                                       const google::protobuf::Message& next, Violations* v) {
      f(kind, static_cast<const M*>(old), static_cast<const M&>(next), v);
    };
  }
  if (behavior.complete) {
    hooks.complete = [f = behavior.complete](UnitOfWork& work, const google::protobuf::Message* old,
                                             google::protobuf::Message* next) {
      return f(work, static_cast<const M*>(old), static_cast<M*>(next));
    };
  }
  if (behavior.begin != nullptr) {
    hooks.begin = [f = behavior.begin](const WriteContext& context, google::protobuf::Message* m) {
      f(context, static_cast<M*>(m));
    };
  }
  if (behavior.questions != nullptr) {
    hooks.questions = [f = behavior.questions](const google::protobuf::Message* old,
                                               const google::protobuf::Message& next) {
      return f(static_cast<const M*>(old), static_cast<const M&>(next));
    };
  }
  hooks.ask = behavior.ask;
  hooks.gather = behavior.gather;
  hooks.admit = EraseType<M>(behavior.admit);
  hooks.derive = EraseType<M>(behavior.derive);
  if (behavior.assign) {
    hooks.assign = [f = behavior.assign](UnitOfWork& work, ChangeKind kind,
                                         const google::protobuf::Message* old,
                                         google::protobuf::Message* next) {
      return f(work, kind, static_cast<const M*>(old), static_cast<M*>(next));
    };
  }
  if (behavior.name_kind != nullptr) {
    hooks.name_kind = [f = behavior.name_kind](const google::protobuf::Message& m) {
      return f(static_cast<const M&>(m));
    };
  }
  return hooks;
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_BEHAVIOR_H_
