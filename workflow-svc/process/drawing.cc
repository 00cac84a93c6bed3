#include "workflow-svc/process/drawing.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflow-svc/process/texts.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using N = v1::ProcessNode;

constexpr int kBoxWidth = 180;
constexpr int kBoxHeight = 48;
constexpr int kGap = 28;
constexpr int kMargin = 20;
constexpr int kLabelHeight = 22;

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      WithoutControls(text),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

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
    const int center = kMargin + size.width / 2;
    List(first, center, kMargin);
    return absl::StrCat(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", size.width + 2 * kMargin,
        "\" height=\"", size.height + 2 * kMargin, "\" font-family=\"sans-serif\" ",
        "font-size=\"13\" text-anchor=\"middle\">\n<rect width=\"100%\" height=\"100%\" ",
        "fill=\"#ffffff\"/>\n", out_, "</svg>\n");
  }

 private:
  Size Measure(const ModelNode* first) const {
    Size size;
    for (const ModelNode* at = first; at != nullptr; at = at->next) {
      if (size.height > 0) size.height += kGap;
      size.height += kBoxHeight;
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
      size.height = std::max(size.height, one.height);
    }
    size.height += 2 * kGap + kLabelHeight;
    return size;
  }

  // From `y` on; where it ends.
  int List(const ModelNode* first, int center, int y) {
    for (const ModelNode* at = first; at != nullptr; at = at->next) {
      Box(*at, center, y);
      y += kBoxHeight;
      if (at->branches() != nullptr) y = Fork(*at, center, y);
      if (at->next == nullptr) continue;
      Line(center, y, center, y + kGap);
      y += kGap;
    }
    return y;
  }

  int Fork(const ModelNode& fork, int center, int y) {
    const Size size = MeasureFork(fork);
    const int bottom = y + size.height;
    int left = center - size.width / 2;
    for (const v1::ProcessBranch& branch : fork.branches()->branches()) {
      const ModelNode* first = model_.FindBranch(branch.id())->first;
      const int width = Measure(first).width;
      const int middle = left + width / 2;
      Line(center, y, middle, y + kGap);
      Label(branch, middle, y + kGap + kLabelHeight / 2);
      const int end = List(first, middle, y + kGap + kLabelHeight);
      Line(middle, end, middle, bottom - kGap);
      Line(middle, bottom - kGap, center, bottom);
      left += width + kGap;
    }
    return bottom;
  }

  void Line(int x1, int y1, int x2, int y2) {
    absl::StrAppend(&out_, "<line x1=\"", x1, "\" y1=\"", y1, "\" x2=\"", x2, "\" y2=\"", y2,
                    "\" stroke=\"#98a2b3\"/>\n");
  }

  void Text(int x, int y, absl::string_view text, absl::string_view fill) {
    absl::StrAppend(&out_, "<text x=\"", x, "\" y=\"", y, "\" fill=\"", fill, "\">", Escaped(text),
                    "</text>\n");
  }

  void Label(const v1::ProcessBranch& branch, int x, int y) {
    const std::string& name = branch.display_name().empty() ? branch.id() : branch.display_name();
    Text(x, y + 4, name, "#475467");
  }

  // What a box says by its colour: not reached, passed, open, stopped.
  absl::string_view ColourOf(const ModelNode& node) const {
    if (state_ == nullptr) return "#f2f4f7";
    for (const process::Token& token : state_->tokens()) {
      if (token.node() == node.id()) return token.incident().empty() ? "#fef0c7" : "#fee4e2";
    }
    for (const Pass& pass : state_->passes()) {
      if (pass.node() != node.id() || pass.outcome() == Pass::CUT_OFF) continue;
      return pass.outcome() == Pass::REJECTED ? "#fee4e2" : "#d1fadf";
    }
    return "#f2f4f7";
  }

  void Box(const ModelNode& node, int center, int y) {
    absl::StrAppend(&out_, "<rect id=\"node-", node.id(), "\" x=\"", center - kBoxWidth / 2,
                    "\" y=\"", y, "\" width=\"", kBoxWidth, "\" height=\"", kBoxHeight,
                    "\" rx=\"8\" fill=\"", ColourOf(node), "\" stroke=\"#667085\"/>\n");
    Text(center, y + 20, KindText(*node.node), "#667085");
    Text(center, y + 38, node.node->display_name(), "#101828");
  }

  const Model& model_;
  const process::ProcessState* state_;
  std::string out_;
};

}  // namespace

std::string DrawSvg(const Model& model, const process::ProcessState* state) {
  return Pen(model, state).Draw();
}

}  // namespace guanxi::workflow
