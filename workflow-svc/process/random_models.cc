#include "workflow-svc/process/random_models.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace guanxi::workflow {

using W = v1::ProcessWork;
using Q = v1::ProcessQuorum;

v1::ProcessModel RandomModels::Make() {
  next_ = 0;
  v1::ProcessModel model;
  v1::ProcessField* field = model.add_fields();
  field->set_id("n");
  field->set_display_name("n");
  field->set_type(v1::ProcessField::NUMBER);
  v1::ProcessNode* start = model.add_nodes();
  start->set_id("start");
  start->set_display_name("start");
  start->mutable_start();
  Nodes(0, model.mutable_nodes());
  model.set_repeated_approval(static_cast<v1::ProcessModel::RepeatedApproval>(Below(4)));
  // Some go on when the content changes: approvals are of older content then, and what was to come
  // straight back runs again.
  if (model.repeated_approval() == v1::ProcessModel::ALL) {
    model.set_subject_change(v1::ProcessModel::GOES_ON);
  }
  model.set_withdrawal(static_cast<v1::ProcessModel::Withdrawal>(Below(4)));
  if (OneIn(2)) model.add_administrators(U(9));
  return model;
}

void RandomModels::Nodes(int depth, google::protobuf::RepeatedPtrField<v1::ProcessNode>* nodes) {
  const int count = (depth == 0 ? 2 : 0) + Below(3);
  for (int i = 0; i < count; ++i) {
    v1::ProcessNode* node = nodes->Add();
    node->set_id(absl::StrCat("n", ++next_));
    node->set_display_name(node->id());
    const int kind = Below(12);
    if (kind < 5) {
      Work(true, node->mutable_approve());
    } else if (kind < 6) {
      Work(false, node->mutable_handle());
    } else if (kind < 7) {
      Person(node->mutable_cc()->add_people());
    } else if (kind < 8) {
      node->mutable_delay()->mutable_time()->set_seconds(3600);
    } else if (kind < 9) {
      auto* sub = node->mutable_sub_process();
      sub->set_definition("processDefinitions/0192f000-0000-7000-8000-000000000001");
      sub->set_wait(OneIn(2));
      sub->set_reject_together(OneIn(2));
    } else if (depth < 2) {
      Fork(depth, node);
    } else {
      auto* trigger = node->mutable_trigger();
      trigger->add_actions()->mutable_tags()->add_add("tags/x");
      trigger->set_wait(OneIn(2));
    }
    const bool waits = node->has_approve() || node->has_handle() || node->sub_process().wait();
    if (waits && depth < 2 && OneIn(4)) Boundaries(depth, node);
  }
  if (!OneIn(12)) return;
  v1::ProcessNode* end = nodes->Add();
  end->set_id(absl::StrCat("n", ++next_));
  end->set_display_name("end");
  end->mutable_end()->set_rejects(OneIn(3));
}

void RandomModels::Fork(int depth, v1::ProcessNode* node) {
  const int kind = Below(3);
  v1::ProcessFork* fork = kind == 0   ? node->mutable_condition()
                          : kind == 1 ? node->mutable_parallel()
                                      : node->mutable_inclusive();
  const int count = 2 + Below(2);
  for (int i = 0; i < count; ++i) {
    v1::ProcessBranch* branch = fork->add_branches();
    branch->set_id(absl::StrCat("b", ++next_));
    if (kind != 1 && i + 1 == count) branch->set_is_default(true);
    if (kind != 1 && i + 1 < count) branch->set_condition(absl::StrCat("n > ", Below(10)));
    Nodes(depth + 1, branch->mutable_nodes());
  }
}

void RandomModels::Boundaries(int depth, v1::ProcessNode* node) {
  for (int i = 1 + Below(2); i > 0; --i) {
    v1::ProcessBoundary* boundary = node->add_boundaries();
    boundary->set_id(absl::StrCat("t", ++next_));
    boundary->mutable_when()->mutable_time()->set_seconds(3600 * (1 + Below(4)));
    boundary->set_interrupts(OneIn(2));
    Nodes(depth + 1, boundary->mutable_nodes());
    if (!boundary->nodes().empty() || boundary->interrupts()) continue;
    v1::ProcessNode* copy = boundary->add_nodes();
    copy->set_id(absl::StrCat("n", ++next_));
    copy->set_display_name(copy->id());
    Person(copy->mutable_cc()->add_people());
  }
}

void RandomModels::Work(bool approves, W* work) {
  for (int i = 1 + Below(3); i > 0; --i) Person(work->add_people());
  work->set_claim(OneIn(6));
  work->set_empty(static_cast<W::Empty>(Below(5)));
  if (!approves && work->empty() == W::REJECT) work->set_empty(W::PASS);
  work->set_empty_user(User());
  if (!work->claim()) {
    Q* quorum = work->mutable_quorum();
    quorum->set_mode(static_cast<Q::Mode>(Below(approves ? 6 : 4)));
    quorum->set_percent(1 + Below(100));
    quorum->set_votes(1 + Below(4));
    quorum->set_rejection(static_cast<Q::Rejection>(Below(3)));
    quorum->set_rest(static_cast<Q::Rest>(Below(4)));
  }
  if (approves) {
    work->set_initiator_rule(static_cast<W::InitiatorRule>(Below(4)));
    work->set_on_reject(static_cast<W::OnReject>(Below(4)));
  }
  if (OneIn(2)) return;
  v1::ProcessLimit* limit = work->add_limits();
  limit->mutable_after()->set_seconds(3600 * (1 + Below(5)));
  limit->set_action(static_cast<v1::ProcessLimit::Action>(1 + Below(5)));
  limit->set_user(User());
  if (!approves && limit->action() == v1::ProcessLimit::REJECT) {
    limit->set_action(v1::ProcessLimit::PASS);
  }
}

void RandomModels::Person(v1::ProcessPeople* people) {
  people->set_weight(Below(3));
  people->set_veto(OneIn(8));
  switch (Below(5)) {
    case 0:
      return people->set_role(R(1 + Below(3)));
    case 1:
      return people->set_initiator(true);
    case 2:
      return people->mutable_managers()->set_to_level(1 + Below(2));
    default:
      return people->set_user(User());
  }
}

void RandomModels::Fill(FakeDirectory* directory) {
  for (int user = 1; user <= 8; ++user) {
    // Chains end: everybody's manager has a higher number.
    if (!OneIn(3) && user < 8) directory->managers[U(user)] = U(user + 1 + Below(8 - user));
    if (OneIn(5)) directory->deputies[U(user)] = User();
    if (OneIn(3)) directory->roles[R(1 + Below(3))].push_back(U(user));
    if (user > 1 && OneIn(8)) directory->gone.insert(U(user));
  }
  if (!OneIn(4)) directory->administrators = {U(9), U(10)};
}

ProcessContent RandomModels::Content() {
  if (OneIn(10)) return {};
  return {{"n", Value(absl::StrCat(Below(12)))}};
}

}  // namespace guanxi::workflow
