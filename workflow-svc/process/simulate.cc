#include "workflow-svc/process/simulate.h"

#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "workflow-svc/process/preview.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;

// What the model has a field, or a node, for.
StartProcess Fitting(const Model& model, const StartProcess& start) {
  StartProcess fitting;
  for (const auto& [field, value] : start.content) {
    if (model.content().Find(field) != nullptr) fitting.content.emplace(field, value);
  }
  for (const auto& [node, users] : start.picks) {
    const ModelNode* there = model.Find(node);
    if (there == nullptr || there->work() == nullptr) continue;
    for (const v1::ProcessPeople& people : there->work()->people()) {
      if (people.has_pick()) fitting.picks.emplace(node, users);
    }
  }
  return fitting;
}

void Try(const Model& model, const PastStart& past, const Surroundings& surroundings,
         absl::Status* status, v1::ProcessPreview* preview) {
  auto result = PreviewStart(model, past.initiator, Fitting(model, past.start), surroundings);
  *status = result.status();
  if (result.ok()) *preview = *std::move(result);
}

}  // namespace

std::vector<Simulated> Simulate(const Model& in_force, const Model& draft,
                                const std::vector<PastStart>& past,
                                const Surroundings& surroundings) {
  std::vector<Simulated> all;
  all.reserve(past.size());
  for (const PastStart& start : past) {
    Simulated& one = all.emplace_back();
    Try(in_force, start, surroundings, &one.before_status, &one.before);
    Try(draft, start, surroundings, &one.after_status, &one.after);
    one.differs =
        one.before_status != one.after_status || !MessageDifferencer::Equals(one.before, one.after);
  }
  return all;
}

}  // namespace guanxi::workflow
