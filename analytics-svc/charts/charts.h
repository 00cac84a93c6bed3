// The pictures of reports: numbers, bars, lines, funnels and matrices, each with title, unit and
// legend.
//
// Pure: equal data draw equal pictures, byte by byte. Colours are told apart by who sees no red or
// no green (Okabe and Ito's), and nothing is said by colour alone.
#ifndef GUANXI_ANALYTICS_SVC_CHARTS_CHARTS_H_
#define GUANXI_ANALYTICS_SVC_CHARTS_CHARTS_H_

#include <optional>
#include <string>
#include <vector>

namespace guanxi::analytics {

// What every picture says of itself.
struct ChartFrame {
  std::string title;
  // What is counted, below the title: `CNY`, `customers`.
  std::string unit;
  // What the picture shows, in a sentence or two, for who does not see it.
  std::string description;
  // Of all texts: `en` or `zh`.
  std::string language = "en";
  int width = 760;  // 320 and more
};

// Numbers that stand for themselves, one below the other.
struct NumberChart {
  ChartFrame frame;
  struct Figure {
    std::string label;
    std::string text;  // the value as people read it
  };
  std::vector<Figure> figures;
};

// Horizontal bars: what is compared has long names.
struct BarChart {
  ChartFrame frame;
  // What each bar of a row is; a legend if there are several.
  std::vector<std::string> series;
  struct Row {
    std::string label;
    std::vector<double> values;      // one for each of the series
    std::vector<std::string> texts;  // the same as people read them
  };
  std::vector<Row> rows;
};

// Lines over periods.
struct LineChart {
  ChartFrame frame;
  std::vector<std::string> labels;  // of the places on the axis, from left to right
  struct Series {
    std::string name;
    std::vector<std::optional<double>> values;  // one for each label; nothing leaves a gap
  };
  std::vector<Series> series;
  bool is_share = false;  // values are 0 to 1, shown as percents
};

// Steps that get narrower.
struct FunnelChart {
  ChartFrame frame;
  struct Step {
    std::string label;
    double value = 0;
    std::string text;  // the value as people read it
    std::string note;  // what became of it, beside the step
    bool is_marked = false;
  };
  std::vector<Step> steps;
  // What marked steps are; "": there are none.
  std::string mark;
};

// Rows by columns; the darker, the more.
struct MatrixChart {
  ChartFrame frame;
  std::vector<std::string> columns;
  struct Cell {
    std::optional<double> value;  // nothing: the cell is empty
    std::string text;
    std::string about;  // more of it, as a tooltip
  };
  struct Row {
    std::string label;
    std::vector<Cell> cells;  // one for each column
  };
  std::vector<Row> rows;
  // What the ends of the scale are, as people read them; both "": there is none.
  std::string least;
  std::string most;
};

std::string Draw(const NumberChart& chart);
std::string Draw(const BarChart& chart);
std::string Draw(const LineChart& chart);
std::string Draw(const FunnelChart& chart);
std::string Draw(const MatrixChart& chart);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_CHARTS_CHARTS_H_
