#include "workflow-svc/process/drawing.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/svg.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using N = v1::ProcessNode;

constexpr int kBoxWidth = 180;
constexpr int kBoxHeight = 48;
constexpr int kGap = 28;
constexpr int kMargin = 20;
constexpr int kLabelHeight = 22;

absl::string_view KindText(const N& node) {
  switch (node.kind_case()) {
    case N::kStart:
      return "发起";
    case N::kApprove:
      return "审批";
    case N::kHandle:
      return "办理";
    case N::kCc:
      return "抄送";
    case N::kCondition:
      return "条件分支";
    case N::kParallel:
      return "并行分支";
    case N::kInclusive:
      return "包容分支";
    case N::kDelay:
      return "延时";
    case N::kTrigger:
      return "触发器";
    case N::kSubProcess:
      return "子流程";
    case N::kEnd:
      return "结束";
    default:
      return "";
  }
}

struct Size {
  int width = kBoxWidth;
  int height = 0;
};

// Not thread-safe.
class Pen {
 public:
  Pen(const Model& model, const process::ProcessState* state) : model_(model), state_(state) {}

  std::string Draw() {
    const ModelNode* first = &model_.start();
    const Size size = Measure(first);
    List(first, kMargin + size.width / 2, kMargin);
    return svg_.Finish(size.width + 2 * kMargin, size.height + 2 * kMargin);
  }

 private:
  Size Measure(const ModelNode* first) const {
    Size size;
    for (const ModelNode* at = first; at != nullptr; at = at->next) {
      if (size.height > 0) size.height += kGap;
      // The fork around a node with boundaries has no box of its own.
      if (at->timed == nullptr) size.height += kBoxHeight;
      if (at->branches() == nullptr) continue;
      const Size below = MeasureFork(*at);
      size.width = std::max(size.width, below.width);
      size.height += below.height;
    }
    return size;
  }

  Size MeasureFork(const ModelNode& fork) const {
    Size size{-kGap, 0};
    for (const v1::ProcessBranch& branch : fork.branches()->branches()) {
      const Size one = Measure(model_.FindBranch(branch.id())->first);
      size.width += one.width + kGap;
      size.height = std::max(size.height, one.height + HeadOf(fork, branch));
    }
    size.height += 2 * kGap;
    return size;
  }

  // What stands above the first box of a branch: its name; beside that of a boundary the node.
  static int HeadOf(const ModelNode& fork, const v1::ProcessBranch& branch) {
    if (fork.timed == nullptr) return kLabelHeight;
    return &branch == &fork.branches()->branches(0) ? 0 : kBoxHeight + kLabelHeight;
  }

  // From `y` on; where it ends.
  int List(const ModelNode* first, int center, int y) {
    for (const ModelNode* at = first; at != nullptr; at = at->next) {
      if (at->timed == nullptr) {
        Box(*at, center, y);
        y += kBoxHeight;
      }
      if (at->branches() != nullptr) y = Fork(*at, center, y);
      if (at->next == nullptr) continue;
      svg_.Line(center, y, center, y + kGap);
      y += kGap;
    }
    return y;
  }

  int Fork(const ModelNode& fork, int center, int y) {
    const Size size = MeasureFork(fork);
    const int bottom = y + size.height;
    int left = center - size.width / 2;
    int edge = 0;
    // The further away, the higher: so lines do not cross.
    int level = y + kGap + kBoxHeight;
    const int step = kBoxHeight / fork.branches()->branches_size();
    for (const v1::ProcessBranch& branch : fork.branches()->branches()) {
      const ModelBranch& laid = *model_.FindBranch(branch.id());
      const int width = Measure(laid.first).width;
      const int middle = left + width / 2;
      const int top = y + kGap + HeadOf(fork, branch);
      if (laid.boundary != nullptr) {
        level -= step;
        Boundary(*laid.boundary, edge, level, middle, top);
      } else {
        svg_.Line(center, y, middle, y + kGap);
        if (fork.timed == nullptr) Label(branch.display_name(), branch.id(), middle, top);
        edge = middle + kBoxWidth / 2;
      }
      const int end = List(laid.first, middle, top);
      svg_.Line(middle, end, middle, bottom - kGap);
      svg_.Line(middle, bottom - kGap, center, bottom);
      left += width + kGap;
    }
    return bottom;
  }

  // From the edge of the node's box to where the branch begins.
  void Boundary(const v1::ProcessBoundary& boundary, int edge, int level, int middle, int top) {
    const auto stroke = boundary.interrupts() ? Svg::Stroke::kSolid : Svg::Stroke::kDashed;
    svg_.Line(edge, level, middle, level, stroke);
    svg_.Line(middle, level, middle, top - kLabelHeight, stroke);
    svg_.Circle(absl::StrCat("boundary-", boundary.id()), edge, level, stroke);
    Label(boundary.display_name(), boundary.id(), middle, top);
  }

  // Right above `y`.
  void Label(const std::string& name, const std::string& id, int x, int y) {
    svg_.Text(x, y - kLabelHeight / 2 + 4, name.empty() ? id : name, "#475467");
  }

  // What a box says by its colour: not reached, passed, open, stopped, given up.
  absl::string_view ColourOf(const ModelNode& node) const {
    if (state_ == nullptr) return "#f2f4f7";
    for (const process::Token& token : state_->tokens()) {
      if (token.node() == node.id()) return token.incident().empty() ? "#fef0c7" : "#fee4e2";
    }
    for (const Pass& pass : state_->passes()) {
      if (pass.node() != node.id() || pass.outcome() == Pass::CUT_OFF) continue;
      if (pass.outcome() == Pass::INTERRUPTED) return "#eaecf0";
      return pass.outcome() == Pass::REJECTED ? "#fee4e2" : "#d1fadf";
    }
    return "#f2f4f7";
  }

  void Box(const ModelNode& node, int center, int y) {
    svg_.Box(absl::StrCat("node-", node.id()), center - kBoxWidth / 2, y, kBoxWidth, kBoxHeight,
             ColourOf(node));
    svg_.Text(center, y + 20, KindText(*node.node), "#667085");
    svg_.Text(center, y + 38, node.node->display_name(), "#101828");
  }

  const Model& model_;
  const process::ProcessState* state_;
  Svg svg_;
};

}  // namespace

std::string DrawSvg(const Model& model, const process::ProcessState* state) {
  return Pen(model, state).Draw();
}

}  // namespace guanxi::workflow
