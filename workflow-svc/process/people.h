// Who is asked in a node.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_PEOPLE_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_PEOPLE_H_

#include <string>
#include <vector>

#include "google/protobuf/repeated_field.h"
#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

struct AskedPerson {
  std::string user;
  // For whom he stands in by a standing delegation; empty: for himself.
  std::string owner;
  int weight = 1;
  bool veto = false;
  // He has approved the content as it is, in a node that the model counts.
  bool approved_before = false;
};

struct PeopleFound {
  std::vector<AskedPerson> people;
  // The initiator, where he was left out.
  std::vector<std::string> skipped;
  // People have yet to be picked.
  bool pick_needed = false;
};

// Those of an approve or handle node, in order, each once, with all that its rules say; `returned`:
// it was sent back to, and whoever approved before is asked again.
PeopleFound FindPeople(const Run& run, const ModelNode& node, bool returned);

// Those that a list names, active ones alone, each once.
std::vector<std::string> FindNamed(
    const Run& run, const ModelNode& node,
    const google::protobuf::RepeatedPtrField<v1::ProcessPeople>& people);

// Whether the rules of the node keep the initiator from deciding there.
bool KeepsInitiatorOut(const ModelNode& node);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_PEOPLE_H_
