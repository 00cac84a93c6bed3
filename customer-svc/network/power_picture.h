// A power map as a picture: stance from left to right, influence upwards.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_POWER_PICTURE_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_POWER_PICTURE_H_

#include <string>
#include <vector>

#include "customer-svc/network/text_box.h"

namespace guanxi::customer {

struct PowerPicture {
  struct Person {
    TextBox box;
    int stance = 0;  // -2 to 2
    int influence = 0;
  };
  struct Line {
    int from = 0;  // people, by their places
    int to = 0;
    bool is_dashed = false;
    int weight = 50;  // 1 to 100
  };
  std::string language = "en";
  std::string title;
  std::string description;
  std::vector<Person> people;
  std::vector<Line> lines;
  // Of the stances, from -2 on: what heads the columns.
  std::vector<std::string> columns;
  std::vector<std::pair<const char*, std::string>> legend;
  std::vector<std::string> remarks;
};

// Where each person's box goes, its upper left corner: in the column of his stance, the more
// influential the higher, none over another. Pure.
struct PowerPlace {
  double x = 0;
  double y = 0;
};
std::vector<PowerPlace> PlacePeople(const std::vector<PowerPicture::Person>& people);

// An SVG document. Pure.
std::string DrawPower(const PowerPicture& picture);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_POWER_PICTURE_H_
