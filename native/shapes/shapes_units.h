/* A part of shapes.h. */
#ifndef SHAPES_UNITS_H
#define SHAPES_UNITS_H

#define SHAPES_UNITS_PER_METRE 100

#endif
