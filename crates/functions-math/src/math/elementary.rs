//! Roots, the exponential function, degrees and radians.

use std::f64::consts::PI;

use super::double_function;

double_function!(CBRT, "cbrt(double) -> double", "cbrt", "The cube root.", "cbrt(27)", "3.0", f64::cbrt);
double_function!(EXP, "exp(double) -> double", "exp", "Euler's number to a power.", "exp(0)", "1.0", f64::exp);
double_function!(SQRT, "sqrt(double) -> double", "sqrt", "The square root.", "sqrt(2.25e0)", "1.5", f64::sqrt);
double_function!(
    DEGREES,
    "degrees(double) -> double",
    "degrees",
    "An angle of so many radians in degrees.",
    "degrees(pi())",
    "180.0",
    |radians| radians * (180.0 / PI)
);
double_function!(
    RADIANS,
    "radians(double) -> double",
    "radians",
    "An angle of so many degrees in radians.",
    "radians(180)",
    "3.141592653589793",
    |degrees| degrees * (PI / 180.0)
);
