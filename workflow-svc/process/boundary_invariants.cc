#include "workflow-svc/process/boundary_invariants.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace guanxi::workflow {

using process::Pass;
using process::Task;
using process::Token;

std::string ForgottenBoundary(const Walkthrough& walk, const Token& token) {
  const ModelNode& node = *walk.model->Find(token.node());
  for (const v1::ProcessBoundary& boundary : node.node->boundaries()) {
    const auto leads = [&](const Pass& pass) {
      return Model::IsInBranch(*walk.model->Find(pass.node()), *node.fork, boundary.id());
    };
    const auto& timers = walk.state.timers();
    const auto& passes = walk.state.passes();
    const auto& backs = walk.state.straight_backs();
    const bool there =
        std::any_of(passes.begin(), passes.end(), leads) ||
        std::any_of(timers.begin(), timers.end(),
                    [&](const auto& timer) { return timer.boundary() == boundary.id(); }) ||
        std::any_of(backs.begin(), backs.end(), [&](const auto& back) {
          return std::any_of(back.passes().begin(), back.passes().end(), leads);
        });
    if (!there) return absl::StrCat("boundary ", boundary.id(), " is forgotten");
  }
  return "";
}

bool IsReachable(const Walkthrough& walk, const process::Timer& timer) {
  const auto& tokens = walk.state.tokens();
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    const auto& all = walk.model->Find(token.node())->node->boundaries();
    const auto fork = std::find_if(tokens.begin(), tokens.end(), [&](const Token& other) {
      return other.id() == token.parent() && other.pass() == timer.pass();
    });
    return fork != tokens.end() && std::any_of(all.begin(), all.end(), [&](const auto& boundary) {
             return boundary.id() == timer.boundary();
           });
  });
}

std::string LeftOpen(const Walkthrough& walk, const Pass& pass) {
  if (pass.outcome() != Pass::INTERRUPTED) return "";
  const auto& tasks = walk.state.tasks();
  const auto& tokens = walk.state.tokens();
  const bool open = std::any_of(tasks.begin(), tasks.end(),
                                [&](const Task& task) {
                                  return task.pass() == pass.id() && IsPendingTask(task);
                                }) ||
                    std::any_of(tokens.begin(), tokens.end(),
                                [&](const Token& token) { return token.pass() == pass.id(); });
  return open ? absl::StrCat("given up, and open: ", pass.node()) : "";
}

}  // namespace guanxi::workflow
