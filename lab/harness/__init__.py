"""What all experiments share: installing, starting, loading, counting and writing down."""
