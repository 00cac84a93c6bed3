// The hunt for leaks: no field that a caller may not see is in anything that he can make a service
// say.
//
// Records of all kinds are made by somebody who sees all. Then each of the others (viewers.h) calls
// every method, as rightly and as wrongly as he can: reads, histories, writes, batches, files and
// long work, methods of the service's own by what their requests say that they take. What he asks
// by (filters, orders, searches) must not tell either. Canaries are the records' texts: any byte of
// an answer, an error or a line of the log may hold one.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_LEAK_HUNT_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_LEAK_HUNT_H_

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/contract/findings.h"
#include "common/resource/contract/subject.h"
#include "common/resource/contract/world.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::contract {

struct LeakGrounds {
  // Of a house with PoliciesOf its resources.
  World* world = nullptr;
  // Whose methods are called.
  std::vector<std::string> packages;
  // By full name: they show what is masked to whoever may call them.
  std::set<std::string> reveal = {};
  // What was logged until now; null: nothing is.
  std::function<std::vector<std::string>()> log = nullptr;
  // Ends at the first find: all that is to be known of a planted leak.
  bool first_only = false;
  // Texts that anybody may be told, though samples have them: names of what is public.
  std::set<std::string> known = {};
};

// Thread safety: none.
class LeakHunt {
 public:
  // `viewer` is kBlind or kHalf. `*findings` gets every leak.
  LeakHunt(LeakGrounds grounds, std::string viewer, Findings* findings);

  void Run();

  // Calls that were made; methods of the packages that have answered none of them, by full name.
  int calls() const { return calls_; }
  std::set<std::string> Unanswered() const;
  // What a method, by full name, last refused, but for what is malformed.
  std::string LastError(const std::string& method) const;

 private:
  using MethodDescriptor = google::protobuf::MethodDescriptor;
  // A record of which the viewer knows the name.
  struct Seed {
    const Kind* kind;
    Dynamic record;
    bool deleted = false;
  };

  // leak_seeds.cc
  void Sow();
  void SowKind(const Kind* kind);
  void DefineField(const Kind* kind);
  void AddSeed(const Kind* kind, absl::StatusOr<Dynamic> record, bool deleted = false);
  void FindCanaries();
  void DropNames();

  // What was made of the kind; null: nothing.
  const Seed* SeedOf(const std::string& full_type, const std::string& collection) const;
  Subject SubjectOf(const Seed& seed) const;

  // leak_probes.cc
  void Read(const Seed& seed);
  void Ask(const Seed& seed);
  void Write(const Seed& seed);
  void Create(const Seed& seed);
  void WriteBack(const Seed& seed);
  void CallOthers();
  void FollowEvents(const MethodDescriptor& method);
  void CallByFields(const MethodDescriptor& method, const Seed& seed);
  void FillFields(const Seed& seed, Dynamic* request) const;
  void FollowWork(const Dynamic& operation);
  void Search(const MethodDescriptor& method);

  // Calls as the viewer, and looks through what comes back.
  absl::StatusOr<Dynamic> Call(const MethodDescriptor& method, const Dynamic& request);
  void LookThrough(const std::string& what, const std::string& request, const std::string& answer);
  // Fields of records, and of changes of them, that must not be there.
  void LookAtFields(const std::string& what, const google::protobuf::Message& answer);
  // The lines after so many.
  void LookAtLog(size_t logged);

  bool Ends() const { return grounds_.first_only && !findings_.all().empty(); }

  const LeakGrounds grounds_;
  World& world_;
  const std::string viewer_;
  Findings& findings_;
  Who seer_, who_;
  std::vector<const MethodDescriptor*> methods_;
  std::vector<Seed> seeds_;
  std::map<std::string, std::string> canaries_;  // where each text stands
  std::set<std::string> answered_;
  std::map<std::string, std::string> errors_;  // the last one of each method
  int calls_ = 0;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_LEAK_HUNT_H_
