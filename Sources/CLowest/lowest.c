#include "lowest.h"
