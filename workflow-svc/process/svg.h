// A drawing as SVG text: boxes, lines, words.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_SVG_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_SVG_H_

#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::workflow {

// What is given as text is escaped; ids and colours are written as they are. Not thread-safe.
class Svg {
 public:
  enum class Stroke { kSolid, kDashed };

  void Line(int x1, int y1, int x2, int y2, Stroke stroke = Stroke::kSolid);
  // Around `x`.
  void Text(int x, int y, absl::string_view text, absl::string_view colour);
  // With round corners.
  void Box(absl::string_view id, int x, int y, int width, int height, absl::string_view colour);
  // Where a timer sits; dashed where it does not interrupt.
  void Circle(absl::string_view id, int x, int y, Stroke stroke);

  // The whole document on a white ground.
  std::string Finish(int width, int height) const;

 private:
  std::string out_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_SVG_H_
