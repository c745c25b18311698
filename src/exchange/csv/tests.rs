//! What tables of people must hold to, whatever comes.
